import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import { announce } from '../../state/announcements';
import { Button, IconButton } from '../../ui/button';
import { FieldRow, Input } from '../../ui/field';
import { useText } from '../../ui/text';
import { moved } from './registry-form';
import styles from './registry.module.css';

type Part = 'input' | 'up' | 'down';

/** Mirrors in the order they are asked: typed, moved and removed, by mouse or by keyboard. */
export function MirrorRows(props: {
  readonly mirrors: ReadonlyArray<string>;
  readonly onChange: (mirrors: ReadonlyArray<string>) => void;
}) {
  const { t } = useText();
  const { mirrors, onChange } = props;
  const { ref, focus } = useFocusAfterChange();
  const move = (index: number, step: -1 | 1, part: Part): void => {
    const next = moved(mirrors, index, step);
    if (next === mirrors) return;
    onChange(next);
    focus(index + step, part);
    announce(t('registry.mirrorMoved', { mirror: mirrors[index] ?? '', n: index + step + 1 }));
  };
  const byKey = (event: KeyboardEvent, index: number): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(index, event.key === 'ArrowUp' ? -1 : 1, 'input');
  };
  return (
    <FieldRow label={t('registry.mirrors')}>
      <ol ref={ref} className={styles['mirrors']} aria-label={t('registry.mirrors')}>
        {mirrors.map((mirror, index) => (
          <li key={index} className={styles['mirror']}>
            <Input
              mono
              data-part="input"
              label={t('registry.mirror', { n: index + 1 })}
              aria-description={t('registry.mirrorKeys')}
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
              placeholder="mirror.example.com"
              value={mirror}
              onChange={(value) =>
                onChange(mirrors.map((other, at) => (at === index ? value : other)))
              }
              onKeyDown={(event) => byKey(event, index)}
            />
            <IconButton
              icon="up"
              data-part="up"
              label={t('registry.mirrorUp', { mirror })}
              disabled={index === 0}
              onClick={() => move(index, -1, 'up')}
            />
            <IconButton
              icon="down"
              data-part="down"
              label={t('registry.mirrorDown', { mirror })}
              disabled={index === mirrors.length - 1}
              onClick={() => move(index, 1, 'down')}
            />
            <IconButton
              icon="close"
              label={t('registry.mirrorRemove', { mirror })}
              onClick={() => {
                onChange(mirrors.filter((_, at) => at !== index));
                focus(Math.min(index, mirrors.length - 2), 'input');
              }}
            />
          </li>
        ))}
        <li>
          <Button
            look="quiet"
            size="small"
            icon="plus"
            data-add
            onClick={() => {
              onChange([...mirrors, '']);
              focus(mirrors.length, 'input');
            }}
          >
            {t('registry.addMirror')}
          </Button>
        </li>
      </ol>
      <p className={styles['hint']}>{t('registry.mirrorHint')}</p>
    </FieldRow>
  );
}

/** Where the focus goes once the rows have changed: it never gets lost with a row or a button. */
function useFocusAfterChange() {
  const ref = useRef<HTMLOListElement>(null);
  const [wanted, setWanted] = useState<{ readonly index: number; readonly part: Part } | null>(
    null,
  );
  useEffect(() => {
    const list = ref.current;
    if (wanted === null || list === null) return;
    const row = list.children[wanted.index];
    const part = row?.querySelector<HTMLElement>(`[data-part="${wanted.part}"]:not(:disabled)`);
    const target = part ?? row?.querySelector('input') ?? list.querySelector('[data-add]');
    (target as HTMLElement | null)?.focus();
  }, [wanted]);
  return { ref, focus: (index: number, part: Part) => setWanted({ index, part }) };
}
