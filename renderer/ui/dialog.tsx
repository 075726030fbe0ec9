import { useEffect, useId, useRef, type ReactNode } from 'react';

import styles from './dialog.module.css';

/**
 * A small window over the page. The focus stays inside and goes back where it was; Escape and a
 * press outside leave it; Enter does what its one submit button says.
 */
export function Dialog(props: {
  readonly title: ReactNode;
  /** Beside the title: a lamp, an icon. */
  readonly mark?: ReactNode;
  readonly subtitle?: ReactNode;
  readonly onClose: () => void;
  readonly onSubmit?: () => void;
  readonly children?: ReactNode;
  readonly actions: ReactNode;
  readonly wide?: boolean;
}) {
  const { onClose } = props;
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useModal(ref);
  return (
    <dialog
      ref={ref}
      className={styles['dialog']}
      data-wide={props.wide === true ? '' : undefined}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit?.();
        }}
      >
        <header className={styles['head']}>
          {props.mark}
          <div className={styles['heading']}>
            <h2 id={titleId} className={styles['title']}>
              {props.title}
            </h2>
            {props.subtitle === undefined ? null : (
              <p className={styles['subtitle']}>{props.subtitle}</p>
            )}
          </div>
        </header>
        {props.children === undefined ? null : (
          <div className={styles['body']}>{props.children}</div>
        )}
        <footer className={styles['actions']}>{props.actions}</footer>
      </form>
    </dialog>
  );
}

/** Opens a dialog element as modal for as long as it is mounted, and gives the focus back. */
export function useModal(ref: React.RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    const before = document.activeElement;
    if (!dialog.open) dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [ref]);
}
