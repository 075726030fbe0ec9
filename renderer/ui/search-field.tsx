import type { Ref } from 'react';

import { IconButton } from './button';
import { Icon } from './icon';
import styles from './search-field.module.css';
import { Kbd } from './tag';
import { useText } from './text';

/** Narrows the list of the page. Escape empties it first, then leaves it. */
export function SearchField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly shortcut?: string;
  readonly inputRef?: Ref<HTMLInputElement>;
}) {
  const { t } = useText();
  return (
    <span className={styles['search']} role="search">
      <Icon name="search" size={14} />
      <input
        ref={props.inputRef}
        className={styles['input']}
        type="text"
        data-find=""
        spellCheck={false}
        aria-label={props.label}
        placeholder={t('common.search')}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          if (props.value === '') event.currentTarget.blur();
          else props.onChange('');
        }}
      />
      {props.value === '' ? (
        <Kbd>{props.shortcut}</Kbd>
      ) : (
        <IconButton icon="close" label={t('common.clear')} onClick={() => props.onChange('')} />
      )}
    </span>
  );
}
