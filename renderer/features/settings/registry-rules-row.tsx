import { useRef } from 'react';

import { isLoopback, type RegistryRules } from '../../../shared/model/registry';
import { attempt } from '../../state/actions';
import { openDialog } from '../../state/dialogs';
import { removeRegistry } from '../../state/registries';
import { appInfoStore, settingsStore } from '../../state/settings';
import { useStore } from '../../state/store';
import { Button, IconButton } from '../../ui/button';
import { FieldRow } from '../../ui/field';
import { useText, type TextContextValue } from '../../ui/text';
import styles from './settings.module.css';

/** Registries that are reached in another way than plainly, each with what is set about it. */
export function RegistryRulesRow() {
  const text = useText();
  const { t } = text;
  const registries = Object.entries(useStore(settingsStore).registries);
  const info = useStore(appInfoStore);
  const add = useRef<HTMLButtonElement>(null);
  const remove = async (registry: string, rules: RegistryRules): Promise<void> => {
    await removeRegistry(registry, rules);
    // Its own button went with it.
    add.current?.focus();
  };
  const engine = info.kind === 'ready' ? info.value.engine : null;
  return (
    <FieldRow label={t('registry.rules')}>
      {registries.length === 0 ? (
        <span className={styles['none']}>{t('registry.noRules')}</span>
      ) : null}
      {registries
        .sort(([one], [other]) => one.localeCompare(other))
        .map(([registry, rules]) => (
          <div key={registry} className={styles['ruled']}>
            <span className={styles['ruledText']}>
              <span className={styles['registry']}>{registry}</span>
              <span className={styles['note']}>{rulesText(registry, rules, text)}</span>
            </span>
            <Button
              size="small"
              aria-label={t('registry.editOf', { registry })}
              onClick={() => openDialog({ kind: 'registry', registry })}
            >
              {t('registry.edit')}
            </Button>
            <IconButton
              icon="trash"
              label={t('registry.removeOf', { registry })}
              onClick={() => attempt(() => remove(registry, rules))}
            />
          </div>
        ))}
      <span>
        <Button
          ref={add}
          look="quiet"
          size="small"
          icon="plus"
          onClick={() => openDialog({ kind: 'registry', registry: null })}
        >
          {t('registry.add')}
        </Button>
      </span>
      {engine?.kind === 'docker' ? (
        <span className={styles['note']}>{t('registry.notForDocker', { engine: engine.id })}</span>
      ) : null}
    </FieldRow>
  );
}

function rulesText(registry: string, rules: RegistryRules, { t }: TextContextValue): string {
  const { mirrors = [], caFile = '', insecure } = rules;
  const isUsual = (insecure ?? isLoopback(registry)) === isLoopback(registry);
  return [
    ...(mirrors.length === 0 ? [] : [t('registry.mirrorCount', { n: mirrors.length })]),
    ...(caFile === '' ? [] : [t('registry.ownCa')]),
    ...(isUsual ? [] : [t(insecure === true ? 'registry.plainAllowed' : 'registry.plainRefused')]),
  ].join(' · ');
}
