import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';

import { Icon } from './icon';
import styles from './tree.module.css';
import { useTypeAhead } from './type-ahead';

/** A line of a tree that is already flattened: the owner knows what is open. */
export interface TreeRow {
  readonly path: string;
  readonly name: string;
  /** From 0 at the top. */
  readonly depth: number;
  /** Null for what cannot be opened. */
  readonly open: boolean | null;
  readonly before?: ReactNode;
  readonly after?: ReactNode;
  readonly faint?: boolean;
  /** Set where rows can be chosen; `some`: of what is below. */
  readonly tick?: 'on' | 'some' | 'off';
}

const rowRem = 1.6875;
const checked = { on: true, some: 'mixed', off: false } as const;

/** A virtualised tree. Arrow keys move, open and close; Enter picks, Space ticks. */
export function Tree(props: {
  readonly label: string;
  readonly rows: ReadonlyArray<TreeRow>;
  readonly selected: string | null;
  readonly onSelect: (row: TreeRow) => void;
  readonly onToggle: (row: TreeRow) => void;
  readonly onTick?: (row: TreeRow) => void;
}) {
  const { rows } = props;
  const scrollRef = useRef<HTMLDivElement>(null);
  const baseId = useId();
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowRem * rem,
    overscan: 16,
    initialRect: { width: 600, height: 600 },
  });
  const typeAhead = useTypeAhead();
  const index = rows.findIndex((row) => row.path === props.selected);

  useEffect(() => {
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' });
    // Opening a folder above must not scroll: only a new selection does.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.selected]);

  const goTo = (target: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, target))];
    if (row !== undefined) props.onSelect(row);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[index];
    if (event.key === 'ArrowDown') goTo(index + 1);
    else if (event.key === 'ArrowUp') goTo(index - 1);
    else if (event.key === 'Home') goTo(0);
    else if (event.key === 'End') goTo(rows.length - 1);
    else if (event.key === 'ArrowRight' && row?.open === false) props.onToggle(row);
    else if (event.key === 'ArrowRight' && row?.open === true) goTo(index + 1);
    else if (event.key === 'ArrowLeft' && row?.open === true) props.onToggle(row);
    else if (event.key === 'ArrowLeft' && row !== undefined) goTo(parentOf(rows, index));
    else if (event.key === ' ' && row !== undefined) props.onTick?.(row);
    else if (event.key === 'Enter' && row !== undefined) {
      if (row.open !== null) props.onToggle(row);
    } else if (event.key.length === 1 && event.key !== ' ') {
      const found = typeAhead(
        event.key,
        rows.map((other) => other.name),
        index,
      );
      if (found === null) return;
      goTo(found);
    } else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scrollRef}
      role="tree"
      aria-label={props.label}
      aria-activedescendant={index < 0 ? undefined : `${baseId}-${index}`}
      tabIndex={0}
      className={styles['tree']}
      onKeyDown={onKeyDown}
    >
      <div
        role="presentation"
        className={styles['rows']}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map((virtual) => {
          const row = rows[virtual.index];
          if (row === undefined) return null;
          return (
            <div
              key={row.path}
              id={`${baseId}-${virtual.index}`}
              role="treeitem"
              aria-level={row.depth + 1}
              aria-expanded={row.open ?? undefined}
              aria-selected={virtual.index === index}
              aria-checked={row.tick === undefined ? undefined : checked[row.tick]}
              className={styles['row']}
              data-faint={row.faint === true ? '' : undefined}
              style={{ height: virtual.size, transform: `translateY(${virtual.start}px)` }}
              onClick={() => {
                props.onSelect(row);
                if (row.open !== null) props.onToggle(row);
              }}
            >
              {row.tick === undefined ? null : (
                <span
                  className={styles['tick']}
                  data-tick={row.tick}
                  aria-hidden="true"
                  onClick={(event) => {
                    event.stopPropagation();
                    props.onSelect(row);
                    props.onTick?.(row);
                  }}
                >
                  {row.tick === 'off' ? null : (
                    <Icon name={row.tick === 'on' ? 'check' : 'minus'} size={12} />
                  )}
                </span>
              )}
              {row.before}
              <span className={styles['indent']} style={{ width: `${row.depth * 16}px` }} />
              <span className={styles['twist']} data-open={row.open === true ? '' : undefined}>
                {row.open === null ? null : <Icon name="forward" size={12} />}
              </span>
              <span className={styles['name']}>{row.name}</span>
              <span className={styles['after']}>{row.after}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function parentOf(rows: ReadonlyArray<TreeRow>, index: number): number {
  const depth = rows[index]?.depth ?? 0;
  for (let above = index - 1; above >= 0; above -= 1) {
    if ((rows[above]?.depth ?? 0) < depth) return above;
  }
  return index;
}
