import { useState } from 'react';

import type { WireError } from '../../../shared/errors';
import type { TagPage } from '../../../shared/model/registry';
import { call, wireOf } from '../../state/bridge';
import { closeDialog } from '../../state/dialogs';
import { isImageName } from '../../state/reference';
import { pullImage } from '../../state/transfers';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorBox } from '../../ui/error-box';
import { FieldRow, TextField } from '../../ui/field';
import { useText } from '../../ui/text';
import styles from './registry.module.css';

const tagLimit = 60;

/** Brings an image from a registry. */
export function PullDialog() {
  const { t } = useText();
  const [name, setName] = useState('');
  const [platform, setPlatform] = useState('');
  const [tags, setTags] = useState<TagPage | null>(null);
  const [error, setError] = useState<WireError | null>(null);
  const isNamed = isImageName(name) || name.includes('@sha256:');
  const failed = (reason: unknown): void => setError(wireOf(reason));
  const submit = (): void => {
    if (!isNamed) return;
    pullImage(name, platform.trim()).then(closeDialog, failed);
  };
  const repository = name.replace(/:[\w.-]*$/, '');
  return (
    <Dialog
      title={t('pull.title')}
      onClose={closeDialog}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button look="primary" submit disabled={!isNamed}>
            {t('pull.do')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('pull.name')}
        hint={t('pull.nameHint')}
        mono
        autoFocus
        placeholder="debian:12"
        value={name}
        onChange={(value) => {
          setName(value);
          setError(null);
        }}
      />
      <TextField
        label={t('pull.platform')}
        hint={t('pull.platformHint')}
        mono
        placeholder="linux/arm64"
        value={platform}
        onChange={setPlatform}
      />
      <FieldRow label="">
        <Button
          size="small"
          disabled={!isNamed}
          onClick={() => {
            setError(null);
            call('registries.tags', { name: repository, limit: tagLimit }).then(setTags, failed);
          }}
        >
          {t('pull.tags')}
        </Button>
        {tags === null ? null : (
          <ul className={styles['tags']} aria-label={t('pull.tagsOf', { name: tags.repository })}>
            {tags.tags.map((tag) => (
              <li key={tag}>
                <button type="button" onClick={() => setName(`${repository}:${tag}`)}>
                  {tag}
                </button>
              </li>
            ))}
            {tags.more ? <li className={styles['dim']}>{t('pull.moreTags')}</li> : null}
          </ul>
        )}
      </FieldRow>
      {error === null ? null : <ErrorBox error={error} />}
    </Dialog>
  );
}
