import type { ReactNode } from 'react';

import type { SecretFinding } from '../../../../shared/model/secret';
import type {
  ExclusionProposal,
  ExclusionRule,
  VolumeChange,
} from '../../../../shared/model/snapshot';
import { formatBytes } from '../../../../shared/text/format';
import { Button } from '../../../ui/button';
import { MenuButton } from '../../../ui/menu';
import { useText } from '../../../ui/text';
import styles from './review.module.css';

function Card(props: {
  readonly tone: 'bad' | 'warn' | 'quiet';
  readonly title: string;
  readonly children: ReactNode;
  readonly actions: ReactNode;
}) {
  return (
    <section className={styles['warning']} data-tone={props.tone}>
      <div className={styles['warningText']}>
        <h2>{props.title}</h2>
        {props.children}
      </div>
      <div className={styles['warningActions']}>{props.actions}</div>
    </section>
  );
}

/** A secret in the changes, with its one fix. */
export function SecretCard(props: {
  readonly finding: SecretFinding;
  readonly isIn: boolean;
  readonly onLeaveOut: () => void;
  readonly onPutIn: () => void;
  readonly onAllow: () => void;
}) {
  const { t } = useText();
  const { finding, isIn } = props;
  const place = finding.line === null ? finding.path : `${finding.path}:${finding.line}`;
  return (
    <Card
      tone={isIn ? 'bad' : 'quiet'}
      title={t(isIn ? 'review.secret' : 'review.secretLeftOut')}
      actions={
        isIn ? (
          <>
            <Button look="quiet" onClick={props.onAllow}>
              {t('review.allow')}
            </Button>
            <Button onClick={props.onLeaveOut}>{t('review.leaveOut')}</Button>
          </>
        ) : (
          <Button onClick={props.onPutIn}>{t('review.putBack')}</Button>
        )
      }
    >
      <p>
        <code>{place}</code> {finding.rule} <code>{finding.masked}</code>
      </p>
    </Card>
  );
}

/** Data that a snapshot would lose without a word. */
export function VolumeCard(props: {
  readonly volume: VolumeChange;
  readonly isIn: boolean;
  readonly onTurn: () => void;
}) {
  const { t } = useText();
  const { volume, isIn } = props;
  return (
    <Card
      tone={isIn ? 'quiet' : 'warn'}
      title={t(isIn ? 'review.volumeIn' : 'review.volume')}
      actions={
        <Button onClick={props.onTurn}>{t(isIn ? 'review.leaveOut' : 'review.putIn')}</Button>
      }
    >
      <p>
        <code>{volume.target}</code>{' '}
        {t(isIn ? 'review.volumeInText' : 'review.volumeText', {
          size: formatBytes(volume.sizeBytes),
        })}
      </p>
    </Card>
  );
}

export interface RuleScope {
  readonly key: string;
  readonly text: string;
  readonly rule: Pick<ExclusionRule, 'scope' | 'subject'>;
}

/** What probably nobody wants in an image: said, and left to the person. */
export function ProposalCard(props: {
  readonly proposals: ReadonlyArray<ExclusionProposal>;
  readonly onLeaveOut: (proposal: ExclusionProposal) => void;
  /** Where a rule may hold from now on. */
  readonly scopes: ReadonlyArray<RuleScope>;
  readonly onAlways: (proposal: ExclusionProposal, rule: RuleScope['rule']) => void;
}) {
  const { t } = useText();
  const sizeBytes = props.proposals.reduce((sum, each) => sum + each.sizeBytes, 0);
  return (
    <Card
      tone="quiet"
      title={t('review.proposals', { size: formatBytes(sizeBytes) })}
      actions={null}
    >
      <ul className={styles['proposals']}>
        {props.proposals.map((proposal) => (
          <li key={proposal.pattern}>
            <code>{proposal.pattern}</code>
            <span>
              {t('review.proposal', {
                reason: t(`review.reason.${proposal.reason}`),
                n: proposal.changeCount,
                size: formatBytes(proposal.sizeBytes),
              })}
            </span>
            <Button size="small" onClick={() => props.onLeaveOut(proposal)}>
              {t('review.leaveOut')}
            </Button>
            <MenuButton
              label={t('review.always', { pattern: proposal.pattern })}
              items={props.scopes.map(({ key, text, rule }) => ({
                key,
                text,
                run: () => props.onAlways(proposal, rule),
              }))}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
