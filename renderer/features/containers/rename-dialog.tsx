import { useState } from 'react';

import type { WireError } from '../../../shared/errors';
import type { ContainerSummary } from '../../../shared/model/container';
import { wireOf } from '../../state/bridge';
import { renameContainer } from '../../state/container-acts';
import { closeDialog } from '../../state/dialogs';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorBox } from '../../ui/error-box';
import { TextField } from '../../ui/field';
import { useText } from '../../ui/text';

/** Gives a container another name. */
export function RenameDialog(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { container } = props;
  const [name, setName] = useState(container.name);
  const [error, setError] = useState<WireError | null>(null);
  const isSame = name === '' || name === container.name;
  const submit = (): void => {
    if (isSame) return;
    renameContainer(container, name).then(closeDialog, (reason: unknown) =>
      setError(wireOf(reason)),
    );
  };
  return (
    <Dialog
      title={t('rename.title', { name: container.name })}
      onClose={closeDialog}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button look="primary" submit disabled={isSame}>
            {t('rename.do')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('common.name')}
        value={name}
        autoFocus
        onFocus={(event) => event.target.select()}
        onChange={setName}
      />
      {error === null ? null : <ErrorBox error={error} />}
    </Dialog>
  );
}
