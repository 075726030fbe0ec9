import { useState } from 'react';

import type { WireError } from '../../../shared/errors';
import type { ImageSummary } from '../../../shared/model/image';
import { wireOf } from '../../state/bridge';
import { closeDialog } from '../../state/dialogs';
import { imageName, imagesStore, sortImages } from '../../state/images';
import { readyOr } from '../../state/loadable';
import { isImageName } from '../../state/reference';
import { useStore } from '../../state/store';
import { pushPlatforms } from '../../state/transfers';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorBox } from '../../ui/error-box';
import { Checkbox, FieldRow, TextField } from '../../ui/field';
import { useText } from '../../ui/text';
import { doubledPlatform, platformOf, repositoryOf } from './platforms';
import styles from './registry.module.css';

/** Puts images for several platforms under one name and pushes them. */
export function PlatformsDialog(props: { readonly image: ImageSummary }) {
  const { t } = useText();
  const images = sortImages(readyOr(useStore(imagesStore), []));
  const name = props.image.names[0] ?? '';
  const [target, setTarget] = useState(name);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () =>
      new Set([
        props.image.id,
        ...images
          .filter(
            (other) =>
              platformOf(other) !== platformOf(props.image) &&
              other.names.some((one) => repositoryOf(one) === repositoryOf(name)),
          )
          .map(({ id }) => id),
      ]),
  );
  const [error, setError] = useState<WireError | null>(null);
  const picked = images.filter(({ id }) => chosen.has(id));
  const doubled = doubledPlatform(picked);
  const isReady = isImageName(target) && picked.length > 0 && doubled === null;
  const turn = (id: string, isIn: boolean): void => {
    const next = new Set(chosen);
    if (isIn) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <Dialog
      wide
      title={t('platforms.title')}
      onClose={closeDialog}
      onSubmit={() => {
        if (!isReady) return;
        pushPlatforms(picked, target).then(closeDialog, (reason: unknown) =>
          setError(wireOf(reason)),
        );
      }}
      actions={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button look="primary" submit disabled={!isReady}>
            {t('platforms.do')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('push.target')}
        hint={t('push.targetHint')}
        mono
        autoFocus
        value={target}
        onChange={setTarget}
      />
      <FieldRow label={t('platforms.images')}>
        <div role="group" aria-label={t('platforms.images')} className={styles['choices']}>
          {images.map((image) => (
            <Checkbox
              key={image.id}
              label={`${imageName(image)} · ${platformOf(image)}`}
              checked={chosen.has(image.id)}
              onChange={(isIn) => turn(image.id, isIn)}
            />
          ))}
        </div>
        {doubled === null ? null : (
          <p role="alert" className={styles['dim']}>
            {t('platforms.doubled', { platform: doubled })}
          </p>
        )}
      </FieldRow>
      {error === null ? null : <ErrorBox error={error} />}
    </Dialog>
  );
}
