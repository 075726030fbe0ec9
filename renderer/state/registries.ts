import type { RegistryRules } from '../../shared/model/registry';
import { attempt } from './actions';
import { call } from './bridge';
import { addNotice, undoMs } from './notices';
import { settingsStore } from './settings';

/** Keeps what is set about one registry; rejects with what is wrong with it. */
export async function setRegistry(registry: string, rules: RegistryRules | null): Promise<void> {
  settingsStore.set(await call('registries.set', { registry, rules }));
}

/** At once, with ten seconds in which it can be brought back. */
export async function removeRegistry(registry: string, rules: RegistryRules): Promise<void> {
  await setRegistry(registry, null);
  addNotice({
    kind: 'undo',
    text: (t) => t('registry.removed', { registry }),
    lifeMs: undoMs,
    action: {
      label: (t) => t('common.undo'),
      run: () => attempt(() => setRegistry(registry, rules)),
    },
  });
}
