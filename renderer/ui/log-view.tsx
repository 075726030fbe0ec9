import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';

import { stripAnsi } from './ansi';
import { AnsiText } from './ansi-text';
import { IconButton } from './button';
import { classes } from './classes';
import { Icon } from './icon';
import styles from './log-view.module.css';
import { useText } from './text';

/** More than this is not put into the page; copying still takes everything. */
const shownCharacters = 400_000;

/** Output with its colours, searched and copied; follows its end until one scrolls away from it. */
export function LogView(props: {
  readonly label: string;
  readonly text: string;
  readonly empty: string;
  readonly follow: boolean;
  readonly title?: ReactNode;
  readonly grow?: boolean;
}) {
  const { t } = useText();
  const { text } = props;
  const [query, setQuery] = useState('');
  const scrollRef = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const shown = useMemo(() => narrowed(text, query), [text, query]);
  useEffect(() => {
    const scroll = scrollRef.current;
    if (scroll !== null && atEnd.current) scroll.scrollTop = scroll.scrollHeight;
  }, [shown]);
  return (
    <div className={classes(styles['view'], props.grow === true && styles['grow'])}>
      <div className={styles['bar']}>
        <span className={styles['title']}>{props.title}</span>
        <span className={styles['search']}>
          <Icon name="search" size={13} />
          <input
            type="text"
            spellCheck={false}
            aria-label={t('build.searchLog')}
            placeholder={t('common.search')}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </span>
        <IconButton
          icon="copy"
          label={t('build.copyLog')}
          onClick={() => void navigator.clipboard.writeText(stripAnsi(text))}
        />
      </div>
      <div
        ref={scrollRef}
        className={styles['log']}
        role="log"
        aria-live="off"
        aria-label={props.label}
        tabIndex={0}
        onScroll={(event) => {
          const box = event.currentTarget;
          atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
        }}
      >
        {text === '' ? (
          <p className={styles['empty']}>{props.empty}</p>
        ) : shown === '' ? (
          <p className={styles['empty']}>{t('common.noMatch', { query })}</p>
        ) : (
          <pre>
            <AnsiText text={shown} />
          </pre>
        )}
      </div>
    </div>
  );
}

/** The lines that hold the query; all of them without one. Only the end of what is very long. */
function narrowed(text: string, query: string): string {
  const wanted = query.trim().toLowerCase();
  const lines =
    wanted === ''
      ? text
      : text
          .split('\n')
          .filter((line) => stripAnsi(line).toLowerCase().includes(wanted))
          .join('\n');
  return lines.length > shownCharacters ? lines.slice(-shownCharacters) : lines;
}
