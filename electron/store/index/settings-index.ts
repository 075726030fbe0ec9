import { embeddedEngineName, type EngineSettings } from '../../../shared/model/engine';
import type { RegistryRules } from '../../../shared/model/registry';
import { defaultSettings, type Settings } from '../../../shared/model/settings';
import type { SettingsIndex } from '../store';
import type { IndexDatabase } from './index-database';

const defaultEngines: EngineSettings = { selected: embeddedEngineName, added: [] };
/** Rows of the engines' settings, beside those of the settings themselves. */
const enginePrefix = 'engines.';

/** One row per setting that was ever changed; the rest have their defaults. */
export class SqlSettingsIndex implements SettingsIndex {
  constructor(private readonly database: IndexDatabase) {}

  get(): Settings {
    return this.read(defaultSettings, '');
  }

  update(change: Partial<Settings>): Settings {
    return this.write(defaultSettings, '', change);
  }

  setRegistry(name: string, rules: RegistryRules | null): Settings {
    return this.database.transaction(() => {
      const { [name]: _before, ...others } = this.get().registries;
      const isNothing = rules === null || Object.keys(rules).length === 0;
      return this.update({ registries: isNothing ? others : { ...others, [name]: rules } });
    });
  }

  engines(): EngineSettings {
    return this.read(defaultEngines, enginePrefix);
  }

  updateEngines(change: Partial<EngineSettings>): EngineSettings {
    return this.write(defaultEngines, enginePrefix, change);
  }

  private read<T extends object>(defaults: T, prefix: string): T {
    const rows = this.database.all<{ name: string; value: string }>(
      'SELECT name, value FROM settings',
    );
    const stored = Object.keys(defaults).flatMap((name): [string, unknown][] => {
      const row = rows.find((one) => one.name === prefix + name);
      return row === undefined ? [] : [[name, JSON.parse(row.value)]];
    });
    return { ...defaults, ...(Object.fromEntries(stored) as Partial<T>) };
  }

  private write<T extends object>(defaults: T, prefix: string, change: Partial<T>): T {
    return this.database.transaction(() => {
      for (const name of Object.keys(defaults) as (keyof T & string)[]) {
        const value = change[name];
        if (value === undefined) continue;
        this.database.run(
          'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
          prefix + name,
          JSON.stringify(value),
        );
      }
      this.database.bump('settings');
      return this.read(defaults, prefix);
    });
  }
}
