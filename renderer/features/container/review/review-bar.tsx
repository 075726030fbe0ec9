import { useState } from 'react';

import type { ContainerSummary } from '../../../../shared/model/container';
import type { SecretFinding } from '../../../../shared/model/secret';
import { attempt, draftFrom } from '../../../state/actions';
import { useLacks } from '../../../state/settings';
import { back } from '../../../state/navigation';
import { isImageName } from '../../../state/reference';
import { snapshotReviewed } from '../../../state/reviews';
import { Button } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { Input } from '../../../ui/field';
import { useText } from '../../../ui/text';
import type { ChangeNode } from '../change-tree';
import styles from './review.module.css';
import { patternsFor } from './selection';
import type { ChangeDraft, ReadyDraft } from './use-review-draft';

/** Name, message, and the one red thing. */
export function ReviewBar(props: {
  readonly container: ContainerSummary;
  readonly tree: ReadonlyArray<ChangeNode>;
  readonly draft: ReadyDraft;
  readonly secrets: ReadonlyArray<SecretFinding> | null;
  readonly onChange: ChangeDraft;
}) {
  const { t } = useText();
  const { container, draft, onChange } = props;
  const lacks = useLacks();
  const [asking, setAsking] = useState(false);
  const isNamed = draft.name === '' || isImageName(draft.name);
  const goingIn = (props.secrets ?? []).filter(({ path }) => !draft.leftOut.has(path));
  const start = (allowSecrets: boolean): void =>
    attempt(async () => {
      await snapshotReviewed({
        container: container.id,
        ...(draft.name === '' ? {} : { reference: draft.name }),
        ...(draft.message === '' ? {} : { message: draft.message }),
        exclude: patternsFor(props.tree, draft.leftOut),
        includeVolumes: [...draft.volumes],
        allowSecrets,
      });
      back();
    });
  return (
    <footer className={styles['bar']}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isNamed) return;
          if (goingIn.length > 0) setAsking(true);
          else start(false);
        }}
      >
        <span aria-hidden="true">{t('common.name')}</span>
        <Input
          label={t('common.name')}
          value={draft.name}
          mono
          aria-invalid={isNamed ? undefined : true}
          onChange={(name) => onChange(() => ({ name }))}
        />
        <span aria-hidden="true">{t('image.message')}</span>
        <Input
          label={t('image.message')}
          value={draft.message}
          placeholder={t('review.messageHint')}
          onChange={(message) => onChange(() => ({ message }))}
        />
        {lacks('draft') ? null : (
          <Button onClick={() => attempt(() => draftFrom(container.id, container.name, false))}>
            {t('review.draft')}
          </Button>
        )}
        <Button look="primary" icon="snapshot" submit disabled={!isNamed}>
          {t('containers.snapshot')}
        </Button>
      </form>
      {asking ? (
        <Dialog
          title={t('review.secretsIn', { n: goingIn.length })}
          onClose={() => setAsking(false)}
          onSubmit={() => {
            setAsking(false);
            onChange(({ leftOut }) => ({
              leftOut: new Set([...leftOut, ...goingIn.map(({ path }) => path)]),
            }));
          }}
          actions={
            <>
              <Button
                onClick={() => {
                  setAsking(false);
                  start(true);
                }}
              >
                {t('review.putInAnyway')}
              </Button>
              <Button look="primary" submit>
                {t('review.leaveOut')}
              </Button>
            </>
          }
        >
          <ul className={styles['findings']}>
            {goingIn.slice(0, 8).map((finding) => (
              <li key={`${finding.path}:${finding.line ?? ''}:${finding.rule}`}>
                <code>
                  {finding.path}
                  {finding.line === null ? '' : `:${finding.line}`}
                </code>{' '}
                {finding.rule} <code>{finding.masked}</code>
              </li>
            ))}
          </ul>
        </Dialog>
      ) : null}
    </footer>
  );
}
