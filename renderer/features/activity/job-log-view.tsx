import type { JobLogEntry } from '../../../shared/model/job';
import { readyOr } from '../../state/loadable';
import { useJobLog } from '../../state/use-job-log';
import { LogView } from '../../ui/log-view';
import { useText } from '../../ui/text';

/** Everything a job said, replayed and followed. */
export function JobLogView(props: { readonly jobId: string; readonly active: boolean }) {
  const { t } = useText();
  const log = useJobLog(props.jobId);
  const text = logText(readyOr(log, []));
  return (
    <LogView
      label={t('activity.log')}
      text={text}
      empty={props.active ? t('build.logWaiting') : t('activity.noLog')}
      follow={props.active}
      title={t('activity.log')}
      grow
    />
  );
}

/** Steps as `#4 RUN npm ci`, their output numbered like BuildKit's plain progress. */
export function logText(entries: ReadonlyArray<JobLogEntry>): string {
  const parts: string[] = [];
  const named = new Set<number>();
  // Output comes in pieces: a prefix belongs only where a line begins.
  let atLineStart = true;
  const add = (text: string, prefix: string): void => {
    const body = text.replace(/\r\n/g, '\n');
    const lines = body.split('\n');
    lines.forEach((line, index) => {
      const last = index === lines.length - 1;
      if (last && line === '') return;
      parts.push(`${atLineStart ? prefix : ''}${line}${last ? '' : '\n'}`);
      atLineStart = !last;
    });
  };
  const fresh = (): void => {
    if (!atLineStart) parts.push('\n');
    atLineStart = true;
  };
  for (const entry of entries) {
    if (entry.kind === 'output') add(entry.text, entry.step === null ? '' : `#${entry.step} `);
    else if (entry.kind === 'message') {
      fresh();
      add(`${entry.text.replace(/\n$/, '')}\n`, '');
    } else {
      const { step } = entry;
      if (!named.has(step.number) && step.state !== 'waiting') {
        named.add(step.number);
        fresh();
        const stage = step.stage === '' ? '' : `[${step.stage}] `;
        add(`\u001b[1m#${step.number} ${stage}${step.title}\u001b[0m\n`, '');
      }
      if (step.state === 'cached' || step.state === 'failed') {
        fresh();
        add(`#${step.number} ${step.state.toUpperCase()}\n`, '');
      }
    }
  }
  return parts.join('');
}
