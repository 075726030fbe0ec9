import { useState } from 'react';

import type { ContainerSummary } from '../../../../shared/model/container';
import { EmptyState } from '../../../ui/empty-state';
import { ErrorBox } from '../../../ui/error-box';
import { Skeleton } from '../../../ui/skeleton';
import { useText } from '../../../ui/text';
import { Comparison } from './comparison';
import { firstCompared, pointsOf, withPoint, type Compared } from './points';
import { PointCard } from './point-card';
import styles from './timeline.module.css';
import { isError, useTimeline } from './use-timeline';

/** The snapshots of a container as a line; any two of its points beside each other. */
export function TimelinePanel(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const timeline = useTimeline(props.container.id);
  const [chosen, setChosen] = useState<Compared | null>(null);
  if (timeline === null) return <Skeleton />;
  if (isError(timeline)) {
    return (
      <div className={styles['padded']}>
        <ErrorBox error={timeline} />
      </div>
    );
  }
  const points = pointsOf(timeline);
  const isThere = (id: string): boolean => points.some(({ imageId }) => imageId === id);
  const compared =
    chosen !== null && isThere(chosen.before) && isThere(chosen.after)
      ? chosen
      : firstCompared(points);
  if (compared === null) {
    return <EmptyState title={t('timeline.none')} text={t('timeline.noneText')} />;
  }
  return (
    <div className={styles['split']}>
      <ol className={styles['line']} aria-label={t('timeline.label')}>
        {points.toReversed().map((point) => (
          <PointCard
            key={point.imageId}
            point={point}
            side={
              point.imageId === compared.before
                ? 'before'
                : point.imageId === compared.after
                  ? 'after'
                  : null
            }
            onCompare={() => setChosen(withPoint(points, compared, point.imageId))}
          />
        ))}
      </ol>
      <Comparison
        key={`${compared.before} ${compared.after}`}
        compared={compared}
        points={points}
      />
    </div>
  );
}
