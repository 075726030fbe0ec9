import type { ContextReport, ContextSecrets } from '../../../shared/model/context-report';
import { formatBytes } from '../../../shared/text/format';
import type { Translate } from '../../../shared/text/text';
import { infoOf, type BuildState } from '../../state/build';
import type { ReportState } from '../../state/context-report';
import { Button } from '../../ui/button';
import { ErrorBox } from '../../ui/error-box';
import { useText } from '../../ui/text';
import styles from './context.module.css';

/** What a build would send, keep back and not use, in two lines; Look opens the rest. */
export function ContextCard(props: {
  readonly state: BuildState;
  readonly report: ReportState;
  readonly onLook: () => void;
}) {
  const { t } = useText();
  const info = infoOf(props.state);
  const { report, secrets, error, isWalking } = props.report;
  if (info === null) return null;
  if (error !== null) return <ErrorBox error={error} />;
  return (
    <section
      className={styles['card']}
      aria-label={t('context.title')}
      data-tone={report === null ? undefined : toneOf(report, secrets)}
    >
      <div className={styles['cardText']}>
        <strong>
          {report === null
            ? t('context.walking')
            : t('context.size', { size: formatBytes(report.sent.sizeBytes) })}
        </strong>
        {info.dockerfilePath === null ? (
          <p>
            {t('build.noDockerfile')}. {t('build.noDockerfileText')}
          </p>
        ) : null}
        {report === null ? null : <p>{summary(report, secrets, t).join(' · ')}</p>}
      </div>
      {report === null ? null : (
        <Button onClick={props.onLook} aria-busy={isWalking}>
          {t('context.look')}
        </Button>
      )}
    </section>
  );
}

function toneOf(report: ContextReport, found: ContextSecrets | null): 'warn' | 'note' | undefined {
  if (found?.secrets.some((secret) => secret.usedByLine !== null) === true) return 'warn';
  return report.unused.length > 0 || (found?.count ?? 0) > 0 ? 'note' : undefined;
}

function summary(
  report: ContextReport,
  found: ContextSecrets | null,
  t: Translate,
): ReadonlyArray<string> {
  const [ignored, ...moreIgnored] = report.byLine;
  const [unused, ...moreUnused] = report.unused;
  const more = (n: number): string => (n === 0 ? '' : t('context.andMore', { n }));
  return [
    ...(found === null || found.count === 0 ? [] : [t('context.secretsFound', { n: found.count })]),
    t('context.sentFiles', { n: report.sent.files }),
    ...(ignored === undefined
      ? []
      : [
          t('context.leftOutBy', {
            size: formatBytes(report.ignored.sizeBytes),
            place: `${report.ignoreName}:${ignored.line} ${ignored.written}`,
          }) + more(moreIgnored.length),
        ]),
    ...(unused === undefined
      ? []
      : [
          t('context.usedByNone', { path: unused.isFolder ? `${unused.path}/` : unused.path }) +
            more(moreUnused.length),
        ]),
    ...(found === null ? [t('context.searching')] : []),
  ];
}
