import { useState } from 'react';

import type { WireError } from '../../../shared/errors';
import type { ImageSummary } from '../../../shared/model/image';
import { tagImage } from '../../state/actions';
import { wireOf } from '../../state/bridge';
import { closeDialog } from '../../state/dialogs';
import { imageName } from '../../state/images';
import { isImageName } from '../../state/reference';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorBox } from '../../ui/error-box';
import { TextField } from '../../ui/field';
import { useText } from '../../ui/text';

/** Gives an image one more name. */
export function TagDialog(props: { readonly image: ImageSummary }) {
  const { t } = useText();
  const [name, setName] = useState(props.image.names[0] ?? '');
  const [error, setError] = useState<WireError | null>(null);
  const problem = name === '' || isImageName(name) ? null : t('drop.nameInvalid');
  const known = props.image.names.includes(name);
  const submit = (): void => {
    if (problem !== null || name === '' || known) return;
    tagImage(props.image, name).then(closeDialog, (reason: unknown) => setError(wireOf(reason)));
  };
  return (
    <Dialog
      title={t('tag.title', { name: imageName(props.image) })}
      onClose={closeDialog}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button look="primary" submit disabled={problem !== null || name === '' || known}>
            {t('tag.do')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('common.name')}
        value={name}
        problem={problem}
        autoFocus
        onFocus={(event) => event.target.select()}
        onChange={setName}
      />
      {error === null ? null : <ErrorBox error={error} />}
    </Dialog>
  );
}
