import type { EngineInfo } from '../../../shared/ipc/contract';
import { preferencesOf, type EnginePreferences } from '../../../shared/model/settings';
import { enginesStore } from '../../state/engines';
import { readyOr } from '../../state/loadable';
import { appInfoStore, settingsStore, updateSettings } from '../../state/settings';
import { useStore } from '../../state/store';
import { ErrorBox } from '../../ui/error-box';
import { FieldRow, Segments } from '../../ui/field';
import { StateDot } from '../../ui/tag';
import { useText } from '../../ui/text';
import { AuthorField } from './author-field';
import { Section } from './section';
import styles from './settings.module.css';

const networks = ['default', 'host', 'none'] as const;

/** The engine that works now, and what is set for it alone. */
export function EngineSection() {
  const { t } = useText();
  const info = useStore(appInfoStore);
  if (info.kind === 'loading') return null;
  return (
    <Section title={t('settings.section.engine')}>
      {info.kind === 'failed' ? (
        <ErrorBox error={info.error} />
      ) : (
        <>
          <FieldRow label={t('settings.engine')}>
            <EngineName engine={info.value.engine} />
          </FieldRow>
          <FieldRow label={t('settings.canRun')}>
            <span className={styles['value']}>
              <StateDot tone={info.value.engine.canRun ? 'good' : 'warn'}>
                {t(info.value.engine.canRun ? 'settings.canRunYes' : 'engine.cannotRun')}
              </StateDot>
            </span>
            {info.value.engine.canRun ? null : (
              <p className={styles['reason']}>{info.value.engine.runReason}</p>
            )}
          </FieldRow>
          <OwnSettings key={info.value.engine.id} engine={info.value.engine} />
          <FieldRow label={t('settings.version')}>
            <span className={styles['value']}>Darkroom {info.value.version}</span>
          </FieldRow>
        </>
      )}
    </Section>
  );
}

function EngineName(props: { readonly engine: EngineInfo }) {
  const { t } = useText();
  const { kind, id } = props.engine;
  const listed = readyOr(useStore(enginesStore), []).find(({ name }) => name === id);
  if (kind === 'embedded') {
    return (
      <span className={styles['value']}>
        {t('engine.embedded')} · {t('engine.here')}
      </span>
    );
  }
  const about = listed?.state.kind === 'connected' ? listed.state.about : null;
  return (
    <>
      <span className={styles['value']}>
        {id} · {about === null ? t('engine.docker') : `${about.product} ${about.version}`}
      </span>
      <span className={styles['note']}>{listed?.address}</span>
    </>
  );
}

/** A network of its own only where the engine is somebody else's: the embedded one has what it needs. */
function OwnSettings(props: { readonly engine: EngineInfo }) {
  const { t } = useText();
  const settings = useStore(settingsStore);
  const { id, kind } = props.engine;
  const preferences = preferencesOf(settings, id);
  const change = (changed: Partial<EnginePreferences>): void =>
    void updateSettings({
      enginePreferences: { ...settings.enginePreferences, [id]: { ...preferences, ...changed } },
    });
  return (
    <>
      {kind === 'embedded' ? null : (
        <FieldRow label={t('settings.engineNetwork')}>
          <Segments
            label={t('settings.engineNetwork')}
            value={preferences.network}
            options={networks.map((value) => ({
              value,
              text: t(`settings.engineNetwork.${value}`),
            }))}
            onChange={(network) => change({ network })}
          />
          <span className={styles['note']}>{t('settings.engineNetworkHint')}</span>
        </FieldRow>
      )}
      <AuthorField
        label={t('settings.engineAuthor')}
        hint={t('settings.engineAuthorHint')}
        value={preferences.author}
        onKeep={(author) => change({ author })}
      />
    </>
  );
}
