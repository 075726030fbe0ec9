import { useState } from 'react';

import type { WireError } from '../../../shared/errors';
import type { ImageSummary } from '../../../shared/model/image';
import { saveImage, type SaveFormat } from '../../state/actions';
import { wireOf } from '../../state/bridge';
import { closeDialog } from '../../state/dialogs';
import { imageName } from '../../state/images';
import { useLacks } from '../../state/settings';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorBox } from '../../ui/error-box';
import { Checkbox, FieldRow, Segments } from '../../ui/field';
import { useText } from '../../ui/text';
import styles from './image.module.css';

/** Writes an image into one file that other tools read. */
export function SaveDialog(props: { readonly image: ImageSummary }) {
  const { t } = useText();
  const lacks = useLacks();
  const [format, setFormat] = useState<SaveFormat>('docker');
  const [compress, setCompress] = useState(true);
  const [error, setError] = useState<WireError | null>(null);
  const submit = (): void => {
    saveImage(props.image, format, compress).then(
      (chosen) => {
        if (chosen) closeDialog();
      },
      (reason: unknown) => setError(wireOf(reason)),
    );
  };
  return (
    <Dialog
      title={t('save.title', { name: imageName(props.image) })}
      onClose={closeDialog}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button look="primary" submit>
            {t('save.do')}
          </Button>
        </>
      }
    >
      <FieldRow label={t('save.format')}>
        <Segments
          label={t('save.format')}
          value={format}
          options={[
            { value: 'docker', text: t('save.format.docker') },
            { value: 'oci', text: t('save.format.oci') },
            ...(lacks('rootfs-export')
              ? []
              : [
                  { value: 'wsl' as const, text: t('save.format.wsl') },
                  { value: 'lxc' as const, text: t('save.format.lxc') },
                ]),
          ]}
          onChange={setFormat}
        />
        <span className={styles['note']}>{t('save.formatHint')}</span>
      </FieldRow>
      {format === 'docker' || format === 'oci' ? (
        <FieldRow label="">
          <Checkbox label={t('save.compress')} checked={compress} onChange={setCompress} />
        </FieldRow>
      ) : null}
      {error === null ? null : <ErrorBox error={error} />}
    </Dialog>
  );
}
