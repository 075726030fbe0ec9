import { formatBytes } from '../../../../shared/text/format';
import { attempt, draftFrom } from '../../../state/actions';
import { openDialog } from '../../../state/dialogs';
import { Button } from '../../../ui/button';
import { MenuButton } from '../../../ui/menu';
import { Tag } from '../../../ui/tag';
import { Time, useText } from '../../../ui/text';
import type { TimelinePoint } from './points';
import styles from './timeline.module.css';

/** One point of the line: what it is called, when and by whom, what it added. */
export function PointCard(props: {
  readonly point: TimelinePoint;
  /** Which of the two compared it is; null for neither. */
  readonly side: 'before' | 'after' | null;
  readonly onCompare: () => void;
}) {
  const { t } = useText();
  const { side } = props;
  const { name, imageId, entry } = props.point;
  const run = (): void => openDialog({ kind: 'run', imageName: entry?.names[0] ?? imageId });
  return (
    <li className={styles['point']} data-side={side ?? undefined}>
      <span className={styles['mark']} aria-hidden="true" />
      <div className={styles['words']}>
        <strong>{name}</strong> {side === null ? null : <Tag>{t(`timeline.${side}`)}</Tag>}
        {entry === null ? (
          <p>{t('timeline.start')}</p>
        ) : (
          <>
            {entry.message === '' ? null : <p className={styles['message']}>{entry.message}</p>}
            <p>
              <Time iso={entry.createdAt} />
              {entry.author === '' ? '' : ` · ${entry.author}`} · {formatBytes(entry.sizeBytes)}
            </p>
          </>
        )}
      </div>
      {side === null ? (
        <Button size="small" onClick={props.onCompare}>
          {t('timeline.compare')}
        </Button>
      ) : null}
      <MenuButton
        label={`${t('common.more')}: ${name}`}
        items={[
          { key: 'run', text: t('timeline.run'), icon: 'start', run },
          ...(entry === null
            ? []
            : [
                {
                  key: 'draft',
                  text: t('review.draft'),
                  icon: 'build' as const,
                  run: () => attempt(() => draftFrom(imageId, name, false)),
                },
              ]),
        ]}
      />
    </li>
  );
}
