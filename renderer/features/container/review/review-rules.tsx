import type { ExclusionRule } from '../../../../shared/model/snapshot';
import { attempt } from '../../../state/actions';
import { removeExclusion } from '../../../state/reviews';
import { IconButton } from '../../../ui/button';
import { useText } from '../../../ui/text';
import styles from './review.module.css';

/** The kept rules that hold for this container, each with where it holds. */
export function ReviewRules(props: {
  readonly rules: ReadonlyArray<ExclusionRule>;
  readonly onChanged: () => void;
}) {
  const { t } = useText();
  if (props.rules.length === 0) return null;
  return (
    <section className={styles['rules']} aria-label={t('review.rules')}>
      <span>{t('review.rules')}</span>
      {props.rules.map((rule) => (
        <span key={`${rule.scope} ${rule.subject} ${rule.pattern}`} className={styles['rule']}>
          <code>{rule.pattern}</code>
          <span>
            {rule.scope === 'global'
              ? t('review.scope.global')
              : t('review.scope.one', { name: rule.subject })}
          </span>
          <IconButton
            icon="close"
            label={t('review.removeRule', { pattern: rule.pattern })}
            onClick={() =>
              attempt(async () => {
                await removeExclusion(rule);
                props.onChanged();
              })
            }
          />
        </span>
      ))}
    </section>
  );
}
