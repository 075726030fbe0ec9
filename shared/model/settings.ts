import type { RegistryRules } from './registry';

export interface Settings {
  /** Author written into snapshots, e.g. `Leon <leon@example.com>`. */
  readonly author: string;
  readonly theme: 'system' | 'light' | 'dark';
  readonly language: 'system' | 'en' | 'zh-CN';
  /** Build cache limit in bytes, least recently used first. */
  readonly cacheLimitBytes: number;
  /** By the registry as people name it, e.g. `docker.io`, `localhost:5000`. */
  readonly registries: Readonly<Record<string, RegistryRules>>;
  /** Layers that a pull or push moves at once. */
  readonly parallelTransfers: number;
}

export const defaultSettings: Settings = {
  author: '',
  theme: 'system',
  language: 'system',
  cacheLimitBytes: 20_000_000_000,
  registries: {},
  parallelTransfers: 3,
};
