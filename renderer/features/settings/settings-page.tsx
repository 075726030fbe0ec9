import { useEffect, useState } from 'react';

import { formatBytes } from '../../../shared/text/format';
import { attempt, freeUp } from '../../state/actions';
import { usageStore } from '../../state/images';
import { appInfoStore, settingsStore, updateSettings } from '../../state/settings';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { CopyText } from '../../ui/copy-text';
import { FieldRow, Segments, TextField } from '../../ui/field';
import { Page, PageHead } from '../../ui/page';
import { Kbd } from '../../ui/tag';
import { useText } from '../../ui/text';
import { AuthorField } from './author-field';
import { EngineSection } from './engine-section';
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
          <AuthorField
            label={t('settings.author')}
            hint={t('settings.authorHint')}
            value={settings.author}
            onKeep={(author) => void updateSettings({ author })}
          />
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
