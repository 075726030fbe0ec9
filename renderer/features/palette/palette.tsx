import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';

import { containersStore, sortContainers } from '../../state/containers';
import { closeDialog } from '../../state/dialogs';
import { imagesStore, sortImages, usageStore } from '../../state/images';
import { readyOr } from '../../state/loadable';
import { useStore } from '../../state/store';
import { useModal } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Kbd } from '../../ui/tag';
import { useText } from '../../ui/text';
import { allEntries, findEntries, type Entry } from './entries';
import styles from './palette.module.css';

/** Everything by name: type, move with the arrows, Enter. */
export function Palette() {
  const { t } = useText();
  const images = sortImages(readyOr(useStore(imagesStore), []));
  const containers = sortContainers(readyOr(useStore(containersStore), []));
  const usage = useStore(usageStore);
  const [query, setQuery] = useState('');
  const [index, setIndex] = useState(0);
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useModal(ref);
  const entries = findEntries(
    allEntries({ images, containers, usage: usage.kind === 'ready' ? usage.value : null, t }),
    query,
  );
  const current = Math.min(index, Math.max(0, entries.length - 1));
  const choose = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    closeDialog();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setIndex((current + 1) % Math.max(1, entries.length));
    else if (event.key === 'ArrowUp') {
      setIndex((current - 1 + entries.length) % Math.max(1, entries.length));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(entries[current]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={ref}
      className={styles['palette']}
      aria-label={t('palette.title')}
      onCancel={(event) => {
        event.preventDefault();
        closeDialog();
      }}
      onPointerDown={(event) => {
        if (event.target === ref.current) closeDialog();
      }}
    >
      <div className={styles['field']}>
        <Icon name="search" />
        <input
          className={styles['input']}
          role="combobox"
          aria-label={t('palette.title')}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={entries.length === 0 ? undefined : `${id}-${current}`}
          placeholder={t('palette.placeholder')}
          spellCheck={false}
          autoFocus
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setIndex(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd>Esc</Kbd>
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t('palette.title')}
        className={styles['list']}
      >
        {entries.map((entry, at) => (
          <Option
            key={entry.key}
            id={`${id}-${at}`}
            entry={entry}
            current={at === current}
            heading={
              query === '' && entries[at - 1]?.group !== entry.group
                ? t(`palette.group.${entry.group}`)
                : null
            }
            onPoint={() => setIndex(at)}
            onChoose={() => choose(entry)}
          />
        ))}
      </div>
      {entries.length === 0 ? <p className={styles['none']}>{t('palette.none')}</p> : null}
    </dialog>
  );
}

function Option(props: {
  readonly id: string;
  readonly entry: Entry;
  readonly current: boolean;
  readonly heading: string | null;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}) {
  const { entry, current } = props;
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <>
      {props.heading === null ? null : (
        <div className={styles['heading']} role="presentation">
          {props.heading}
        </div>
      )}
      <div
        ref={ref}
        id={props.id}
        role="option"
        aria-selected={current}
        className={styles['option']}
        onPointerMove={props.onPoint}
        onClick={props.onChoose}
      >
        <Icon name={entry.icon} />
        <span className={styles['text']}>{entry.text}</span>
        {entry.detail === undefined ? null : (
          <span className={styles['detail']}>{entry.detail}</span>
        )}
        {entry.shortcut === undefined ? null : <Kbd>{entry.shortcut}</Kbd>}
      </div>
    </>
  );
}
