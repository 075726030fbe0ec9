import type { ButtonHTMLAttributes, Ref } from 'react';

import styles from './button.module.css';
import { classes } from './classes';
import { Icon, type IconName } from './icon';

type Base = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'type'>;

export interface ButtonProps extends Base {
  /** `primary`: the one thing to do. `plain`: bordered. `quiet`: text only. */
  readonly look?: 'primary' | 'plain' | 'quiet';
  readonly icon?: IconName;
  readonly size?: 'normal' | 'small';
  readonly submit?: boolean;
  readonly danger?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button(props: ButtonProps) {
  const { look = 'plain', icon, size = 'normal', submit, danger, children, ...rest } = props;
  return (
    <button
      {...rest}
      type={submit === true ? 'submit' : 'button'}
      className={classes(
        styles['button'],
        styles[look],
        size === 'small' && styles['small'],
        danger === true && styles['danger'],
      )}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Base {
  readonly icon: IconName;
  /** What it does, in words: the name for assistive technology and the hint on hover. */
  readonly label: string;
  readonly accent?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function IconButton(props: IconButtonProps) {
  const { icon, label, accent, ...rest } = props;
  return (
    <button
      title={label}
      {...rest}
      type="button"
      aria-label={label}
      className={classes(styles['iconButton'], accent === true && styles['accent'])}
    >
      <Icon name={icon} />
    </button>
  );
}
