import { useState } from 'react';

import type { WireError } from '../../../shared/errors';
import type { ImageSummary } from '../../../shared/model/image';
import { wireOf } from '../../state/bridge';
import { closeDialog } from '../../state/dialogs';
import { enginesStore } from '../../state/engines';
import { imageName } from '../../state/images';
import { readyOr } from '../../state/loadable';
import { isImageName } from '../../state/reference';
import { useLacks } from '../../state/settings';
import { useStore } from '../../state/store';
import { pushImage, sendToEngine } from '../../state/transfers';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorBox } from '../../ui/error-box';
import { FieldRow, Segments, SelectField, TextField } from '../../ui/field';
import { useText } from '../../ui/text';

/** Brings an image to a registry or to another engine. */
export function PushDialog(props: { readonly image: ImageSummary }) {
  const { t } = useText();
  const { image } = props;
  const lacks = useLacks();
  const engines = readyOr(useStore(enginesStore), []).filter(({ selected }) => !selected);
  const [where, setWhere] = useState<'registry' | 'engine'>('registry');
  const [target, setTarget] = useState(image.names[0] ?? '');
  const [engine, setEngine] = useState(engines[0]?.name ?? '');
  const [compression, setCompression] = useState<'gzip' | 'zstd'>('gzip');
  const [error, setError] = useState<WireError | null>(null);
  const isReady = where === 'registry' ? isImageName(target) : engine !== '';
  const submit = (): void => {
    if (!isReady) return;
    const started =
      where === 'registry' ? pushImage(image, target, compression) : sendToEngine(image, engine);
    started.then(closeDialog, (reason: unknown) => setError(wireOf(reason)));
  };
  return (
    <Dialog
      title={t('push.title', { name: imageName(image) })}
      onClose={closeDialog}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button look="primary" submit disabled={!isReady}>
            {t(where === 'registry' ? 'push.do' : 'push.send')}
          </Button>
        </>
      }
    >
      <FieldRow label={t('push.where')}>
        <Segments
          label={t('push.where')}
          value={where}
          options={[
            { value: 'registry', text: t('push.where.registry') },
            { value: 'engine', text: t('push.where.engine') },
          ]}
          onChange={setWhere}
        />
      </FieldRow>
      {where === 'registry' ? (
        <>
          <TextField
            label={t('push.target')}
            hint={t('push.targetHint')}
            mono
            autoFocus
            value={target}
            onChange={setTarget}
          />
          {lacks('push-compression') ? null : (
            <FieldRow label={t('push.compression')}>
              <Segments
                label={t('push.compression')}
                value={compression}
                options={[
                  { value: 'gzip', text: t('push.compression.gzip') },
                  { value: 'zstd', text: t('push.compression.zstd') },
                ]}
                onChange={setCompression}
              />
            </FieldRow>
          )}
        </>
      ) : engines.length === 0 ? (
        <p>{t('push.noEngines')}</p>
      ) : (
        <SelectField
          label={t('push.engine')}
          value={engine}
          options={engines.map(({ name }) => ({ value: name, text: name }))}
          onChange={setEngine}
        />
      )}
      {error === null ? null : <ErrorBox error={error} />}
    </Dialog>
  );
}
