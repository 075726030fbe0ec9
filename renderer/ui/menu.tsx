import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { createPortal } from 'react-dom';

import { IconButton } from './button';
import { Icon, type IconName } from './icon';
import styles from './menu.module.css';

export interface MenuItem {
  readonly key: string;
  readonly text: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
}

export interface MenuPlace {
  readonly x: number;
  readonly y: number;
}

/** A menu at a point of the window, kept inside it. Arrow keys move, Escape leaves. */
export function Menu(props: {
  readonly label: string;
  readonly at: MenuPlace;
  readonly items: ReadonlyArray<MenuItem>;
  readonly onClose: () => void;
}) {
  const { onClose } = props;
  const ref = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState(props.at);
  useLayoutEffect(() => {
    const menu = ref.current;
    if (menu === null) return;
    const box = menu.getBoundingClientRect();
    setPlace({
      x: Math.max(8, Math.min(props.at.x, window.innerWidth - box.width - 8)),
      y: Math.max(8, Math.min(props.at.y, window.innerHeight - box.height - 8)),
    });
  }, [props.at]);
  // A parent that is drawn anew hands on another function, which must not move the focus.
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.querySelector<HTMLElement>('[role="menuitem"]:not(:disabled)')?.focus();
    const leave = (event: Event): void => {
      if (event.target instanceof Node && ref.current?.contains(event.target) === true) return;
      close.current();
    };
    const leaveWindow = (): void => close.current();
    document.addEventListener('pointerdown', leave, true);
    window.addEventListener('blur', leaveWindow);
    return () => {
      document.removeEventListener('pointerdown', leave, true);
      window.removeEventListener('blur', leaveWindow);
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    const items = [
      ...(ref.current?.querySelectorAll<HTMLElement>('[role="menuitem"]:not(:disabled)') ?? []),
    ];
    const index = items.findIndex((item) => item === document.activeElement);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) items[(index + step + items.length) % items.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return createPortal(
    <div
      ref={ref}
      role="menu"
      aria-label={props.label}
      className={styles['menu']}
      style={{ left: place.x, top: place.y }}
      onKeyDown={onKeyDown}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      {props.items.map((item) => (
        <button
          key={item.key}
          type="button"
          role="menuitem"
          disabled={item.disabled}
          className={styles['item']}
          data-danger={item.danger === true ? '' : undefined}
          onClick={() => {
            onClose();
            item.run();
          }}
        >
          {item.icon === undefined ? null : <Icon name={item.icon} />}
          {item.text}
        </button>
      ))}
    </div>,
    document.body,
  );
}

/** Three dots that open a menu below themselves. */
export function MenuButton(props: {
  readonly label: string;
  readonly items: ReadonlyArray<MenuItem>;
  readonly tabIndex?: number;
}) {
  const [at, setAt] = useState<MenuPlace | null>(null);
  return (
    <>
      <IconButton
        icon="more"
        label={props.label}
        tabIndex={props.tabIndex}
        aria-haspopup="menu"
        aria-expanded={at !== null}
        onClick={(event) => {
          event.stopPropagation();
          const box = event.currentTarget.getBoundingClientRect();
          setAt(at === null ? { x: box.left, y: box.bottom + 4 } : null);
        }}
      />
      {at === null ? null : (
        <Menu label={props.label} at={at} items={props.items} onClose={() => setAt(null)} />
      )}
    </>
  );
}
