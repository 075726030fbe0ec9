import { useState } from 'react';

import { IconButton } from './button';
import styles from './copy-text.module.css';
import { useText } from './text';

const shownMs = 1500;

/** Machine text that one press copies whole, also where it is shown short. */
export function CopyText(props: {
  readonly text: string;
  readonly shown?: string;
  readonly label: string;
}) {
  const { t } = useText();
  const [copied, setCopied] = useState(false);
  return (
    <span className={styles['copy']}>
      <code title={props.text}>{props.shown ?? props.text}</code>
      <IconButton
        icon={copied ? 'check' : 'copy'}
        label={copied ? t('common.copied') : props.label}
        onClick={() => {
          void navigator.clipboard.writeText(props.text).then(() => {
            setCopied(true);
            setTimeout(() => setCopied(false), shownMs);
          });
        }}
      />
    </span>
  );
}
