import { useState } from 'react';

import type { BuildProblem } from '../../../shared/model/build-page';
import { jumpToLine } from '../../state/build';
import { problemText } from '../../state/check-text';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icon';
import { useText } from '../../ui/text';
import styles from './problem-list.module.css';

/** What the checks find, below the editor: one line that opens to a list. */
export function ProblemList(props: {
  readonly problems: ReadonlyArray<BuildProblem>;
  readonly isChecked: boolean;
  readonly onMeaning: (page: string) => void;
}) {
  const { t, language } = useText();
  const [isOpen, setOpen] = useState(false);
  const { problems } = props;
  if (problems.length === 0) {
    return props.isChecked ? (
      <p className={styles['none']} role="status">
        <Icon name="check" size={13} /> {t('build.problemsNone')}
      </p>
    ) : null;
  }
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const summary = [
    ...(errors === 0 ? [] : [t('build.errorsCount', { n: errors })]),
    ...(warnings === 0 ? [] : [t('build.problemsCount', { n: warnings })]),
  ].join(' · ');
  const [first] = problems;
  return (
    <section className={styles['list']} aria-label={t('build.problems')}>
      <button
        type="button"
        className={styles['summary']}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <span className={styles['twist']} data-open={isOpen ? '' : undefined}>
          <Icon name="forward" size={12} />
        </span>
        <strong role="status" data-severity={errors > 0 ? 'error' : 'warning'}>
          {summary}
        </strong>
        {isOpen || first === undefined ? null : (
          <span className={styles['first']}>{problemText(first, t, language).message}</span>
        )}
      </button>
      {isOpen ? (
        <ul>
          {problems.map((problem, index) => (
            <Problem key={index} problem={problem} onMeaning={props.onMeaning} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function Problem(props: {
  readonly problem: BuildProblem;
  readonly onMeaning: (page: string) => void;
}) {
  const { t, language } = useText();
  const { name, severity, page, range } = props.problem;
  const { message, hint } = problemText(props.problem, t, language);
  const line = range?.start.line ?? null;
  return (
    <li className={styles['problem']} data-severity={severity}>
      <div className={styles['text']}>
        <p>
          <span className="visually-hidden">{t(`build.severity.${severity}`)}: </span>
          {message}
        </p>
        <p className={styles['hint']}>
          {name}
          {hint === '' ? '' : ` · ${hint}`}
        </p>
      </div>
      {line === null ? null : (
        <Button size="small" look="quiet" onClick={() => jumpToLine(line)}>
          {t('build.problemLine', { line })}
        </Button>
      )}
      {page === null ? null : (
        <Button size="small" onClick={() => props.onMeaning(page)}>
          {t('build.meaning')}
          <span className="visually-hidden"> {name}</span>
        </Button>
      )}
    </li>
  );
}
