import { attempt, chooseContext, chooseFiles } from '../../state/actions';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { useText } from '../../ui/text';
import styles from './three-ways.module.css';

/** Nothing here yet: the three ways to an image, each with its first step. */
export function ThreeWays() {
  const { t } = useText();
  return (
    <div className={styles['ways']}>
      <header className={styles['head']}>
        <h2 className={styles['title']}>{t('ways.title')}</h2>
        <p className={styles['text']}>{t('ways.subtitle')}</p>
      </header>
      <ul className={styles['cards']}>
        <li className={styles['card']} data-first="">
          <ImportDrawing />
          <h3>{t('ways.import.title')}</h3>
          <p className={styles['text']}>{t('ways.import.text')}</p>
          <Button onClick={() => attempt(() => chooseFiles('archive'))}>
            {t('ways.import.action')}
          </Button>
        </li>
        <li className={styles['card']}>
          <BuildDrawing />
          <h3>{t('ways.build.title')}</h3>
          <p className={styles['text']}>{t('ways.build.text')}</p>
          <Button onClick={() => attempt(chooseContext)}>{t('ways.build.action')}</Button>
        </li>
        <li className={styles['card']}>
          <SnapshotDrawing />
          <h3>{t('ways.snapshot.title')}</h3>
          <p className={styles['text']}>{t('ways.snapshot.text')}</p>
          <Button onClick={() => navigate({ kind: 'containers' })}>
            {t('ways.snapshot.action')}
          </Button>
        </li>
      </ul>
    </div>
  );
}

/** A sheet that falls into the tray and becomes one layer. */
function ImportDrawing() {
  return (
    <svg className={styles['drawing']} viewBox="0 0 200 84" aria-hidden="true">
      <rect x="76" y="6" width="48" height="40" rx="4" className={styles['sheet']} />
      <path d="M86 18h28M86 26h28M86 34h18" className={styles['stroke']} />
      <path d="M100 48v9m-4-4 4 4 4-4" className={styles['safe']} />
      <rect x="20" y="62" width="160" height="14" rx="3" className={styles['layer1']} />
    </svg>
  );
}

/** Lines of a Dockerfile, each becoming its part of the strip. */
function BuildDrawing() {
  return (
    <svg className={styles['drawing']} viewBox="0 0 200 84" aria-hidden="true">
      <path d="M40 12h22" className={styles['safe']} />
      <path d="M68 12h60" className={styles['stroke']} />
      <path d="M40 26h16" className={styles['safe']} />
      <path d="M62 26h92" className={styles['stroke']} />
      <path d="M40 40h20" className={styles['safe']} />
      <path d="M66 40h48" className={styles['stroke']} />
      <rect x="20" y="62" width="88" height="14" rx="3" className={styles['layer1']} />
      <rect x="110" y="62" width="42" height="14" rx="1" className={styles['layer2']} />
      <rect x="154" y="62" width="26" height="14" rx="3" className={styles['layer3']} />
    </svg>
  );
}

/** A container under the lamp, its changes laid on top of its image. */
function SnapshotDrawing() {
  return (
    <svg className={styles['drawing']} viewBox="0 0 200 84" aria-hidden="true">
      <rect x="54" y="8" width="92" height="42" rx="5" className={styles['sheet']} />
      <path d="m66 22 7 6-7 6M80 36h16" className={styles['stroke']} />
      <circle cx="130" cy="20" r="5" className={styles['lamp']} />
      <rect x="20" y="62" width="124" height="14" rx="3" className={styles['layer1']} />
      <rect x="146" y="62" width="34" height="14" rx="3" className={styles['new']} />
    </svg>
  );
}
