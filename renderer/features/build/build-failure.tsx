import type { WireError } from '../../../shared/errors';
import type { BuildStep, JobLogEntry } from '../../../shared/model/job';
import { jumpToLine } from '../../state/build';
import { outputOf } from '../../state/build-steps';
import { AnsiText } from '../../ui/ansi-text';
import { Button } from '../../ui/button';
import { ErrorBox } from '../../ui/error-box';
import { useText } from '../../ui/text';
import styles from './build.module.css';

const lastLines = 8;

/** What failed, what to do, the last thing its step said; under its line in the editor. */
export function BuildFailure(props: {
  readonly error: WireError;
  readonly steps: ReadonlyArray<BuildStep>;
  readonly entries: ReadonlyArray<JobLogEntry>;
}) {
  const { t } = useText();
  const step = props.steps.find((other) => other.state === 'failed');
  const line = props.error.range?.start.line ?? step?.line ?? null;
  const tail = step === undefined ? '' : tailOf(props.entries, step.number);
  return (
    <div className={styles['failure']}>
      <ErrorBox
        bare
        error={props.error}
        {...(line === null ? {} : { title: t('build.failedAt', { line }) })}
        actions={
          line === null ? undefined : (
            <Button size="small" onClick={() => jumpToLine(line)}>
              {t('build.goToLine', { line })}
            </Button>
          )
        }
      />
      {tail === '' ? null : (
        <pre className={styles['tail']}>
          <AnsiText text={tail} />
        </pre>
      )}
    </div>
  );
}

function tailOf(entries: ReadonlyArray<JobLogEntry>, step: number): string {
  return outputOf(entries, step)
    .slice(-200)
    .map((entry) => entry.text)
    .join('')
    .trimEnd()
    .split('\n')
    .slice(-lastLines)
    .join('\n');
}
