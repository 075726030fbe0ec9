import { useEffect, useState } from 'react';

import { formatBytes } from '../../../shared/text/format';
import { attempt, freeUp } from '../../state/actions';
import { usageStore } from '../../state/images';
import { appInfoStore, settingsStore, updateSettings } from '../../state/settings';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { CopyText } from '../../ui/copy-text';
import { ErrorBox } from '../../ui/error-box';
import { FieldRow, Segments, TextField } from '../../ui/field';
import { Page, PageHead } from '../../ui/page';
import { Kbd, StateDot } from '../../ui/tag';
import { useText } from '../../ui/text';
import { RegistriesSection } from './registries-section';
import { Section } from './section';
import styles from './settings.module.css';

const gigabyte = 1_000_000_000;

/** What people decide once. Every change is kept as it is made. */
export function SettingsPage() {
  const { t } = useText();
  const settings = useStore(settingsStore);
  return (
    <Page>
      <PageHead title={t('settings.title')} />
      <div className={styles['page']}>
        <Section title={t('settings.section.you')}>
          <AuthorField value={settings.author} />
        </Section>
        <Section title={t('settings.section.look')}>
          <FieldRow label={t('settings.theme')}>
            <Segments
              label={t('settings.theme')}
              value={settings.theme}
              options={(['system', 'light', 'dark'] as const).map((value) => ({
                value,
                text: t(`settings.theme.${value}`),
              }))}
              onChange={(theme) => void updateSettings({ theme })}
            />
          </FieldRow>
          <FieldRow label={t('settings.language')}>
            <Segments
              label={t('settings.language')}
              value={settings.language}
              options={(['system', 'en', 'zh-CN'] as const).map((value) => ({
                value,
                text: t(`settings.language.${value}`),
              }))}
              onChange={(language) => void updateSettings({ language })}
            />
          </FieldRow>
        </Section>
        <StoreSection cacheLimitBytes={settings.cacheLimitBytes} />
        <RegistriesSection />
        <EngineSection />
        <ShortcutSection />
      </div>
    </Page>
  );
}

/** Kept when the field is left or Enter is pressed, not with each letter. */
function AuthorField(props: { readonly value: string }) {
  const { t } = useText();
  const [author, setAuthor] = useState(props.value);
  useEffect(() => setAuthor(props.value), [props.value]);
  const keep = (): void => {
    if (author.trim() !== props.value) void updateSettings({ author: author.trim() });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <TextField
        label={t('settings.author')}
        hint={t('settings.authorHint')}
        placeholder={t('settings.authorPlaceholder')}
        value={author}
        onChange={setAuthor}
        onBlur={keep}
      />
    </form>
  );
}

function StoreSection(props: { readonly cacheLimitBytes: number }) {
  const { t } = useText();
  const info = useStore(appInfoStore);
  const usage = useStore(usageStore);
  return (
    <Section title={t('settings.section.store')}>
      {info.kind === 'ready' ? (
        <FieldRow label={t('settings.store')}>
          <span className={styles['value']}>
            <CopyText text={info.value.storeRoot} label={t('common.copy')} />
          </span>
          <span className={styles['note']}>{t('settings.storeHint')}</span>
        </FieldRow>
      ) : null}
      {usage.kind === 'ready' ? (
        <FieldRow label={t('settings.use')}>
          <span className={styles['use']}>
            {t('settings.useText', {
              used: formatBytes(usage.value.usedBytes),
              images: t('settings.images', { n: usage.value.imageCount }),
              free: formatBytes(usage.value.freeableBytes),
            })}
            <Button
              size="small"
              disabled={usage.value.freeableBytes === 0}
              onClick={() => attempt(freeUp)}
            >
              {t('rail.freeUp')}
            </Button>
          </span>
        </FieldRow>
      ) : null}
      <CacheField value={props.cacheLimitBytes} />
    </Section>
  );
}

function CacheField(props: { readonly value: number }) {
  const { t } = useText();
  const [text, setText] = useState(String(props.value / gigabyte));
  useEffect(() => setText(String(props.value / gigabyte)), [props.value]);
  const number = Number(text);
  const valid = Number.isFinite(number) && number > 0 && number <= 100_000;
  const keep = (): void => {
    const cacheLimitBytes = Math.round(number * gigabyte);
    if (valid && cacheLimitBytes !== props.value) void updateSettings({ cacheLimitBytes });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <div className={styles['cache']}>
        <TextField
          label={t('settings.cache')}
          hint={t('settings.cacheHint')}
          inputMode="decimal"
          value={text}
          aria-invalid={valid ? undefined : true}
          onChange={setText}
          onBlur={keep}
        />
        <span className={styles['unit']}>{t('settings.cacheUnit')}</span>
      </div>
    </form>
  );
}

function EngineSection() {
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
            <span className={styles['value']}>
              {t(info.value.engine.kind === 'docker' ? 'engine.docker' : 'engine.embedded')}
              {' · '}
              {t('engine.here')}
            </span>
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
          <FieldRow label={t('settings.version')}>
            <span className={styles['value']}>Darkroom {info.value.version}</span>
          </FieldRow>
        </>
      )}
    </Section>
  );
}

const shortcuts = [
  ['key.palette', 'Ctrl K'],
  ['key.places', 'Ctrl 1–5'],
  ['key.import', 'Ctrl O'],
  ['key.build', 'Ctrl B'],
  ['key.snapshot', 'Ctrl S'],
  ['key.find', 'Ctrl F'],
  ['key.move', '↑ ↓'],
  ['key.open', 'Enter'],
  ['key.back', 'Esc'],
] as const;

function ShortcutSection() {
  const { t } = useText();
  return (
    <Section title={t('settings.shortcuts')}>
      <dl className={styles['shortcuts']}>
        {shortcuts.map(([key, keys]) => (
          <div key={key} className={styles['shortcut']}>
            <dt>{t(key)}</dt>
            <dd>
              <Kbd>{keys}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
