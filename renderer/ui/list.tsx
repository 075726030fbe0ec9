import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';

import { classes } from './classes';
import styles from './list.module.css';
import { useTypeAhead } from './type-ahead';

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  /** Only for assistive technology, where the cells speak for themselves. */
  readonly titleHidden?: boolean;
  /** Hidden when the list is narrower than this many rem. */
  readonly minRem?: number;
  readonly align?: 'end';
  readonly cell: (item: T, state: { readonly selected: boolean }) => ReactNode;
}

/**
 * A virtualised table of rows. Arrow keys, Home, End and typing move, Enter opens, Delete deletes,
 * a press selects, a double press opens. Buttons in cells are reached with Tab on the selected row.
 */
export function List<T>(props: {
  readonly label: string;
  readonly items: ReadonlyArray<T>;
  readonly columns: ReadonlyArray<Column<T>>;
  /** CSS `grid-template-columns` of a row. */
  readonly template: string;
  readonly idOf: (item: T) => string;
  readonly textOf: (item: T) => string;
  readonly selectedId: string | null;
  readonly onSelect: (item: T, how: 'keyboard' | 'pointer') => void;
  readonly onOpen: (item: T) => void;
  readonly onDelete?: (item: T) => void;
  readonly onMenu?: (item: T, at: { readonly x: number; readonly y: number }) => void;
  readonly rowRem?: number;
}) {
  const { items, idOf, columns } = props;
  const scrollRef = useRef<HTMLDivElement>(null);
  const baseId = useId();
  const rowPixels = (props.rowRem ?? 2.4375) * remPixels();
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowPixels,
    overscan: 12,
    initialRect: { width: 800, height: 640 },
  });
  const selectedIndex = items.findIndex((item) => idOf(item) === props.selectedId);
  const typeAhead = useTypeAhead();

  useEffect(() => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' });
    // Only a new selection scrolls: not every change of the list.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.selectedId]);

  const move = (index: number): void => {
    const item = items[Math.max(0, Math.min(items.length - 1, index))];
    if (item !== undefined) props.onSelect(item, 'keyboard');
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scrollRef.current || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const selected = items[selectedIndex];
    const page = Math.max(1, Math.floor((scrollRef.current?.clientHeight ?? 400) / rowPixels) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: selectedIndex + 1,
      ArrowUp: selectedIndex < 0 ? items.length - 1 : selectedIndex - 1,
      Home: 0,
      End: items.length - 1,
      PageDown: selectedIndex + page,
      PageUp: selectedIndex - page,
    };
    const target = moves[event.key];
    if (target !== undefined) move(target);
    else if (event.key === 'Enter' && selected !== undefined) props.onOpen(selected);
    else if (event.key === 'Delete' && selected !== undefined) props.onDelete?.(selected);
    else if (event.key.length === 1 && event.key !== ' ') {
      const found = typeAhead(event.key, items.map(props.textOf), selectedIndex);
      if (found === null) return;
      move(found);
    } else return;
    event.preventDefault();
  };

  const template = { gridTemplateColumns: props.template };
  return (
    <div className={styles['table']}>
      <div
        ref={scrollRef}
        className={styles['scroll']}
        role="grid"
        aria-label={props.label}
        aria-rowcount={items.length + 1}
        aria-activedescendant={selectedIndex < 0 ? undefined : `${baseId}-${selectedIndex}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className={styles['headGroup']}>
          <div role="row" aria-rowindex={1} className={styles['head']} style={template}>
            {columns.map((column) => (
              <span
                key={column.key}
                role="columnheader"
                data-min={column.minRem}
                className={classes(styles['cell'], column.align === 'end' && styles['end'])}
              >
                {column.titleHidden === true ? (
                  <span className="visually-hidden">{column.title}</span>
                ) : (
                  column.title
                )}
              </span>
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className={styles['rows']}
          style={{ height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map((virtual) => {
            const item = items[virtual.index];
            if (item === undefined) return null;
            const selected = virtual.index === selectedIndex;
            return (
              <div
                key={idOf(item)}
                id={`${baseId}-${virtual.index}`}
                role="row"
                aria-rowindex={virtual.index + 2}
                aria-selected={selected}
                aria-label={props.textOf(item)}
                className={classes(styles['row'], selected && styles['selected'])}
                style={{
                  ...template,
                  height: virtual.size,
                  transform: `translateY(${virtual.start}px)`,
                }}
                onClick={() => {
                  props.onSelect(item, 'pointer');
                }}
                onDoubleClick={() => props.onOpen(item)}
                onContextMenu={(event) => {
                  if (props.onMenu === undefined) return;
                  event.preventDefault();
                  props.onSelect(item, 'keyboard');
                  props.onMenu(item, { x: event.clientX, y: event.clientY });
                }}
              >
                {columns.map((column) => (
                  <span
                    key={column.key}
                    role="gridcell"
                    data-min={column.minRem}
                    className={classes(styles['cell'], column.align === 'end' && styles['end'])}
                  >
                    {column.cell(item, { selected })}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function remPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
