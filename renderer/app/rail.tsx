import { attempt, freeUp } from '../state/actions';
import { containersStore, hiddenContainersStore } from '../state/containers';
import { hiddenImagesStore, imagesStore, usageStore } from '../state/images';
import { isActive, jobsStore } from '../state/jobs';
import { readyOr } from '../state/loadable';
import { navigate, navigationStore, placeOf, places, type Place } from '../state/navigation';
import { useStore } from '../state/store';
import { formatBytes } from '../../shared/text/format';
import { Icon } from '../ui/icon';
import { Lamp } from '../ui/lamp';
import { Meter } from '../ui/progress-bar';
import { useText } from '../ui/text';
import { EngineCard } from './engine-card';
import styles from './rail.module.css';

/** What stands at the left of everything: the engine, the places, the disk. */
export function Rail() {
  const { t } = useText();
  const { route } = useStore(navigationStore);
  const jobs = readyOr(useStore(jobsStore), []);
  const counts = useCounts();
  const working = jobs.some(isActive);
  return (
    <nav className={styles['rail']} aria-label={t('rail.places')}>
      <div className={styles['brand']}>
        <Lamp working={working} />
        <span className={styles['name']}>{t('app.name')}</span>
      </div>
      <EngineCard />
      <ul className={styles['places']}>
        {places.map((place, index) => {
          const current = placeOf(route) === place;
          return (
            <li key={place}>
              <button
                type="button"
                className={styles['place']}
                aria-current={current ? 'page' : undefined}
                title={`${t(`place.${place}`)} (Ctrl ${index + 1})`}
                onClick={() => navigate({ kind: place })}
              >
                <Icon name={place} />
                <span className={styles['word']}>{t(`place.${place}`)}</span>
                {counts[place] === undefined ? null : (
                  <span
                    className={styles['count']}
                    data-live={place === 'activity' ? '' : undefined}
                  >
                    {counts[place]}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      <Disk />
    </nav>
  );
}

function useCounts(): Readonly<Partial<Record<Place, number>>> {
  const images = useStore(imagesStore);
  const containers = useStore(containersStore);
  const hiddenImages = useStore(hiddenImagesStore);
  const hiddenContainers = useStore(hiddenContainersStore);
  const running = readyOr(useStore(jobsStore), []).filter(isActive).length;
  return {
    ...(images.kind === 'ready'
      ? { images: images.value.filter((image) => !hiddenImages.has(image.id)).length }
      : {}),
    ...(containers.kind === 'ready'
      ? { containers: containers.value.filter((one) => !hiddenContainers.has(one.id)).length }
      : {}),
    ...(running === 0 ? {} : { activity: running }),
  };
}

function Disk() {
  const { t } = useText();
  const usage = useStore(usageStore);
  const freeing = readyOr(useStore(jobsStore), []).some(
    (job) => job.kind === 'prune' && isActive(job),
  );
  if (usage.kind !== 'ready') return null;
  const { usedBytes, totalBytes, freeableBytes } = usage.value;
  const kept =
    totalBytes > 0
      ? t('rail.kept', { used: formatBytes(usedBytes), total: formatBytes(totalBytes) })
      : t('rail.keptOnly', { used: formatBytes(usedBytes) });
  return (
    <div className={styles['disk']}>
      <span>{kept}</span>
      {totalBytes > 0 ? (
        <Meter label={kept} fraction={Math.min(1, usedBytes / totalBytes)} />
      ) : null}
      <div className={styles['free']}>
        <span>
          {freeableBytes > 0
            ? t('rail.freeable', { size: formatBytes(freeableBytes) })
            : t('rail.nothingFreeable')}
        </span>
        {freeableBytes > 0 ? (
          <button
            type="button"
            className={styles['freeUp']}
            disabled={freeing}
            onClick={() => attempt(freeUp)}
          >
            {freeing ? t('rail.freeing') : t('rail.freeUp')}
          </button>
        ) : null}
      </div>
    </div>
  );
}
