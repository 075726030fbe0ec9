import { defaultSettings, type Settings } from '../../../shared/model/settings';
import type { SettingsIndex } from '../store';
import type { IndexDatabase } from './index-database';

const names = Object.keys(defaultSettings) as (keyof Settings)[];

/** One row per setting that was ever changed; the rest have their defaults. */
export class SqlSettingsIndex implements SettingsIndex {
  constructor(private readonly database: IndexDatabase) {}

  get(): Settings {
    const rows = this.database.all<{ name: string; value: string }>(
      'SELECT name, value FROM settings',
    );
    const stored = rows
      .filter((row) => (names as string[]).includes(row.name))
      .map((row): [string, unknown] => [row.name, JSON.parse(row.value)]);
    return { ...defaultSettings, ...(Object.fromEntries(stored) as Partial<Settings>) };
  }

  update(change: Partial<Settings>): Settings {
    return this.database.transaction(() => {
      for (const name of names) {
        const value = change[name];
        if (value === undefined) continue;
        this.database.run(
          'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
          name,
          JSON.stringify(value),
        );
      }
      this.database.bump('settings');
      return this.get();
    });
  }
}
