import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

import { leaveNotice, noticesStore, showError, type Notice } from '../state/notices';
import { isImageName } from '../state/reference';
import { useStore } from '../state/store';
import { Button, IconButton } from '../ui/button';
import { ErrorBox } from '../ui/error-box';
import { Input } from '../ui/field';
import { Icon } from '../ui/icon';
import { useText } from '../ui/text';
import { ErrorActions } from './error-actions';
import styles from './notices.module.css';
import { focusPage } from './use-page-focus';

/** The corner where the window says what happened and what can still be undone. */
export function Notices() {
  const { t } = useText();
  const notices = useStore(noticesStore);
  return (
    <div className={styles['stack']} role="region" aria-live="polite" aria-label={t('app.notices')}>
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard(props: { readonly notice: Notice }) {
  const { t } = useText();
  const { notice } = props;
  const card = useRef<HTMLDivElement>(null);
  useFocusHandedOn(card);
  const [held, setHeld] = useState(false);
  const text = notice.text?.(t);
  const left = useCountdown(notice.lifeMs, held, () => leaveNotice(notice.id, false));
  const act = (): void => {
    leaveNotice(notice.id, true);
    notice.action?.run();
  };
  return (
    <div
      ref={card}
      className={styles['notice']}
      data-kind={notice.kind}
      role="group"
      aria-label={text ?? notice.error?.message}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {notice.error === undefined ? (
        <div className={styles['line']}>
          <span className={styles['mark']}>
            <Icon name={notice.kind === 'undo' ? 'trash' : 'check'} />
          </span>
          <span className={styles['text']}>
            {text}
            {notice.detail === undefined || notice.detail === '' ? null : (
              <span className={styles['detail']}>{notice.detail}</span>
            )}
          </span>
          {notice.action === undefined ? null : (
            <Button size="small" onClick={act}>
              {notice.action.label(t)}
            </Button>
          )}
          <IconButton
            icon="close"
            label={t('common.dismiss')}
            onClick={() => leaveNotice(notice.id, false)}
          />
        </div>
      ) : (
        <div className={styles['line']}>
          <div className={styles['text']}>
            <ErrorBox
              bare
              error={notice.error}
              {...(text === undefined ? {} : { title: text })}
              actions={<ErrorActions error={notice.error} own={notice.action} onDone={act} />}
            />
          </div>
          <IconButton
            icon="close"
            label={t('common.dismiss')}
            onClick={() => leaveNotice(notice.id, false)}
          />
        </div>
      )}
      {notice.name === undefined ? null : <NameLine name={notice.name} />}
      {left === null ? null : (
        <span className={styles['time']} style={{ transform: `scaleX(${left})` }} />
      )}
    </div>
  );
}

/** The name of a fresh snapshot: already given, still to be changed. */
function NameLine(props: { readonly name: NonNullable<Notice['name']> }) {
  const { t } = useText();
  const [value, setValue] = useState(props.name.value);
  const [saved, setSaved] = useState(props.name.value);
  const changed = value !== saved;
  return (
    <form
      className={styles['name']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!changed || !isImageName(value)) return;
        props.name.rename(value).then(() => setSaved(value), showError);
      }}
    >
      <Input
        label={t('snapshot.name')}
        value={value}
        onChange={setValue}
        mono
        aria-invalid={isImageName(value) ? undefined : true}
      />
      <Button size="small" submit disabled={!changed || !isImageName(value)}>
        {t('snapshot.rename')}
      </Button>
    </form>
  );
}

const frameMs = 100;

/** Runs down from 1 to 0 unless held, then ends; null for what does not run down. */
function useCountdown(lifeMs: number | null, held: boolean, end: () => void): number | null {
  const [leftMs, setLeftMs] = useState(lifeMs ?? 0);
  const endRef = useRef(end);
  useEffect(() => {
    endRef.current = end;
  });
  useEffect(() => {
    if (lifeMs === null || held) return;
    const timer = setInterval(() => setLeftMs((before) => before - frameMs), frameMs);
    return () => clearInterval(timer);
  }, [lifeMs, held]);
  const over = lifeMs !== null && leftMs <= 0;
  useEffect(() => {
    if (over) endRef.current();
  }, [over]);
  return lifeMs === null ? null : Math.max(0, leftMs / lifeMs);
}

/** A notice that goes with the focus in it gives it back to the page. */
function useFocusHandedOn(card: RefObject<HTMLDivElement | null>): void {
  useLayoutEffect(() => {
    const element = card.current;
    return () => {
      if (element?.contains(document.activeElement) === true) queueMicrotask(focusPage);
    };
  }, [card]);
}
