import { navigate } from '../state/navigation';
import { appInfoStore } from '../state/settings';
import { useStore } from '../state/store';
import { useText } from '../ui/text';
import styles from './engine-card.module.css';

/** What does the work, where, and how it is; the reason and the way out are in Settings. */
export function EngineCard() {
  const { t } = useText();
  const info = useStore(appInfoStore);
  const engine = info.kind === 'ready' ? info.value.engine : null;
  const kind = t(engine?.kind === 'docker' ? 'engine.docker' : 'engine.embedded');
  let tone = 'waiting';
  let state = t('engine.connecting');
  if (info.kind === 'failed') {
    tone = 'bad';
    state = t('engine.unreachable');
  } else if (engine !== null) {
    tone = engine.canRun ? 'good' : 'warn';
    state = engine.canRun ? t('engine.ready') : t('engine.cannotRun');
  }
  const line = tone === 'warn' || tone === 'bad' ? state : kind;
  return (
    <button
      type="button"
      className={styles['card']}
      title={engine !== null && !engine.canRun ? engine.runReason : state}
      onClick={() => navigate({ kind: 'settings' })}
    >
      <span className={styles['text']}>
        <span className={styles['where']}>{t('engine.here')}</span>
        <span className={styles['kind']}>{line}</span>
        <span className="visually-hidden">{state}</span>
      </span>
      <span className={styles['dot']} data-tone={tone} />
    </button>
  );
}
