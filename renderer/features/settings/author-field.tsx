import { useEffect, useState } from 'react';

import { TextField } from '../../ui/field';
import { useText } from '../../ui/text';

/** Kept when the field is left or Enter is pressed, not with each letter. */
export function AuthorField(props: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onKeep: (author: string) => void;
}) {
  const { t } = useText();
  const [author, setAuthor] = useState(props.value);
  useEffect(() => setAuthor(props.value), [props.value]);
  const keep = (): void => {
    if (author.trim() !== props.value) props.onKeep(author.trim());
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <TextField
        label={props.label}
        hint={props.hint}
        placeholder={t('settings.authorPlaceholder')}
        value={author}
        onChange={setAuthor}
        onBlur={keep}
      />
    </form>
  );
}
