export interface Settings {
  /** Author written into snapshots, e.g. `Leon <leon@example.com>`. */
  readonly author: string;
  readonly theme: 'system' | 'light' | 'dark';
  readonly language: 'system' | 'en' | 'zh-CN';
  /** Build cache limit in bytes, least recently used first. */
  readonly cacheLimitBytes: number;
}

export const defaultSettings: Settings = {
  author: '',
  theme: 'system',
  language: 'system',
  cacheLimitBytes: 20_000_000_000,
};
