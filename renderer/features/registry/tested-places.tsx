import type { RegistryPlace } from '../../../shared/model/registry';
import { ErrorBox } from '../../ui/error-box';
import { StateDot, Tag } from '../../ui/tag';
import { useText } from '../../ui/text';
import styles from './registry.module.css';

/** What each mirror and the registry answered, or what is wrong with it. */
export function TestedPlaces(props: { readonly places: ReadonlyArray<RegistryPlace> }) {
  const { t } = useText();
  return (
    <ul className={styles['places']} aria-label={t('registry.found')}>
      {props.places.map((place, index) => (
        <li key={index} className={styles['place']}>
          <span className={styles['placeHead']}>
            <StateDot tone={place.kind === 'reached' ? toneOf(place) : 'bad'}>
              <span className={styles['address']}>{place.address}</span>
            </StateDot>
            {place.isMirror ? <Tag>{t('registry.isMirror')}</Tag> : null}
          </span>
          {place.kind === 'reached' ? (
            <span className={styles['how']}>
              {t(`registry.protection.${place.protection}`)} ·{' '}
              {t(`registry.access.${place.access}`)}
            </span>
          ) : (
            <>
              <div className={styles['wrong']}>
                <ErrorBox bare error={place.error} />
              </div>
              {place.isMirror ? (
                <span className={styles['how']}>{t('registry.passedOver')}</span>
              ) : null}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function toneOf(place: Extract<RegistryPlace, { kind: 'reached' }>): 'good' | 'warn' {
  return place.protection === 'checked' ? 'good' : 'warn';
}
