import type { ContainerSummary } from '../../../../shared/model/container';
import type { SecretFinding } from '../../../../shared/model/secret';
import type { ContainerReview } from '../../../../shared/model/snapshot';
import { attempt } from '../../../state/actions';
import { call } from '../../../state/bridge';
import { addExclusion } from '../../../state/reviews';
import { useText } from '../../../ui/text';
import styles from './review.module.css';
import { changesAt, escapePattern } from './selection';
import type { ChangeDraft, ReadyDraft } from './use-review-draft';
import type { ReviewRead } from './use-review';
import { ProposalCard, SecretCard, VolumeCard, type RuleScope } from './warnings';

/** Findings beyond these are counted, not drawn. */
const shownFindings = 20;

/** Warnings first: secrets, volumes, then what is probably not wanted. */
export function ReviewWarnings(props: {
  readonly container: ContainerSummary;
  readonly review: ContainerReview;
  readonly read: ReviewRead;
  readonly draft: ReadyDraft;
  readonly onChange: ChangeDraft;
}) {
  const { t } = useText();
  const { container, review, read, draft, onChange } = props;
  const scopes: ReadonlyArray<RuleScope> = [
    { key: 'container', scope: 'container', subject: container.name },
    { key: 'image', scope: 'image', subject: container.imageName },
    { key: 'global', scope: 'global', subject: '' },
  ].map(({ key, scope, subject }) => ({
    key,
    text: subject === '' ? t('review.alwaysEverywhere') : t('review.alwaysFor', { name: subject }),
    rule: { scope: scope as RuleScope['rule']['scope'], subject },
  }));
  const leaveOut = (paths: ReadonlyArray<string>): void =>
    onChange(({ leftOut }) => ({ leftOut: new Set([...leftOut, ...paths]) }));
  const putBack = (paths: ReadonlyArray<string>): void => {
    const wanted = new Set(paths);
    onChange(({ leftOut }) => ({
      leftOut: new Set([...leftOut].filter((path) => !wanted.has(path))),
    }));
  };
  const allow = (finding: SecretFinding): void =>
    attempt(async () => {
      const pattern = escapePattern(finding.path);
      await call('secrets.allow', { pattern, rule: finding.rule, note: '' });
      read.read();
    });
  const open = review.proposals.filter(({ paths }) =>
    paths.some((path) => !draft.leftOut.has(path)),
  );
  const findings = read.secrets ?? [];
  return (
    <div className={styles['warnings']}>
      {read.secrets === null && review.changes.length > 0 ? (
        <p className={styles['dim']} role="status">
          {t('review.searching')}
        </p>
      ) : null}
      {findings.slice(0, shownFindings).map((finding) => {
        const paths = changesAt(review.changes, finding.path);
        return (
          <SecretCard
            key={`${finding.path}:${finding.line ?? ''}:${finding.rule}`}
            finding={finding}
            isIn={paths.some((path) => !draft.leftOut.has(path))}
            onLeaveOut={() => leaveOut(paths)}
            onPutIn={() => putBack(paths)}
            onAllow={() => allow(finding)}
          />
        );
      })}
      {findings.length > shownFindings ? (
        <p className={styles['dim']}>
          {t('review.moreSecrets', { n: findings.length - shownFindings })}
        </p>
      ) : null}
      {review.volumes.map((volume) => (
        <VolumeCard
          key={volume.target}
          volume={volume}
          isIn={draft.volumes.has(volume.target)}
          onTurn={() =>
            onChange(({ volumes }) => {
              const next = new Set(volumes);
              if (!next.delete(volume.target)) next.add(volume.target);
              return { volumes: next };
            })
          }
        />
      ))}
      {open.length === 0 ? null : (
        <ProposalCard
          proposals={open}
          onLeaveOut={(proposal) => leaveOut(proposal.paths)}
          scopes={scopes}
          onAlways={(proposal, rule) =>
            attempt(async () => {
              await addExclusion({ ...rule, pattern: proposal.pattern });
              leaveOut(proposal.paths);
              read.read();
            })
          }
        />
      )}
    </div>
  );
}
