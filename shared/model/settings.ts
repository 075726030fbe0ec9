import type { RegistryRules } from './registry';

/** What is set for one engine alone; applies wherever a request does not say it itself. */
export interface EnginePreferences {
  /** Of builds and containers; `default` leaves it to the engine. */
  readonly network: 'default' | 'host' | 'none';
  /** Author written into snapshots there; '' takes the general one. */
  readonly author: string;
}

export interface Settings {
  /** Author written into snapshots, e.g. `Leon <leon@example.com>`. */
  readonly author: string;
  readonly theme: 'system' | 'light' | 'dark';
  readonly language: 'system' | 'en' | 'zh-CN';
  /** Build cache limit in bytes, least recently used first. */
  readonly cacheLimitBytes: number;
  /** By the registry as people name it, e.g. `docker.io`, `localhost:5000`. */
  readonly registries: Readonly<Record<string, RegistryRules>>;
  /** By the engine's name. */
  readonly enginePreferences: Readonly<Record<string, EnginePreferences>>;
  /** Layers that a pull or push moves at once. */
  readonly parallelTransfers: number;
}

/** What the window changes at once. */
export type SettingsChange = Partial<Omit<Settings, 'registries'>>;

export const defaultSettings: Settings = {
  author: '',
  theme: 'system',
  language: 'system',
  cacheLimitBytes: 20_000_000_000,
  registries: {},
  enginePreferences: {},
  parallelTransfers: 3,
};

export function preferencesOf(settings: Settings, engine: string): EnginePreferences {
  return settings.enginePreferences[engine] ?? { network: 'default', author: '' };
}

/** The author of snapshots on an engine. */
export function authorOn(settings: Settings, engine: string): string {
  return preferencesOf(settings, engine).author || settings.author;
}
