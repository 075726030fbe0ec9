import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';

import styles from './tabs.module.css';

export interface TabItem<K extends string> {
  readonly key: K;
  readonly text: string;
  readonly count?: number;
}

/** Tabs above one panel. Arrow keys move between them. */
export function Tabs<K extends string>(props: {
  readonly label: string;
  readonly tabs: ReadonlyArray<TabItem<K>>;
  readonly current: K;
  readonly onChange: (key: K) => void;
  readonly children: ReactNode;
  readonly end?: ReactNode;
  /** In a box that has an inset of its own. */
  readonly flush?: boolean;
}) {
  const id = useId();
  const listRef = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = props.tabs.findIndex((tab) => tab.key === props.current);
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = props.tabs[(index + step + props.tabs.length) % props.tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    props.onChange(next.key);
    listRef.current?.querySelector<HTMLElement>(`[data-key="${next.key}"]`)?.focus();
  };
  return (
    <>
      <div className={styles['bar']} data-flush={props.flush === true ? '' : undefined}>
        <div
          ref={listRef}
          role="tablist"
          aria-label={props.label}
          className={styles['list']}
          onKeyDown={onKeyDown}
        >
          {props.tabs.map((tab) => (
            <button
              key={tab.key}
              type="button"
              role="tab"
              id={`${id}-${tab.key}`}
              data-key={tab.key}
              aria-selected={tab.key === props.current}
              aria-controls={`${id}-panel`}
              tabIndex={tab.key === props.current ? 0 : -1}
              className={styles['tab']}
              onClick={() => props.onChange(tab.key)}
            >
              {tab.text}
              {tab.count === undefined ? null : (
                <span className={styles['count']}>{tab.count}</span>
              )}
            </button>
          ))}
        </div>
        {props.end}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${props.current}`}
        className={styles['panel']}
      >
        {props.children}
      </div>
    </>
  );
}
