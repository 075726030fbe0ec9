import type { Command } from './command';

type Loader = () => Promise<{ readonly command: Command }>;

/** Every command by its name; loaded when called. */
export const loaders: Readonly<Record<string, Loader>> = {
  attach: () => import('./commands/attach'),
  build: () => import('./commands/build'),
  'builder-du': () => import('./commands/builder-du'),
  'builder-prune': () => import('./commands/builder-prune'),
  commit: () => import('./commands/commit'),
  'container-prune': () => import('./commands/container-prune'),
  cp: () => import('./commands/cp'),
  create: () => import('./commands/create'),
  'image-diff': () => import('./commands/image-diff'),
  diff: () => import('./commands/diff'),
  exclude: () => import('./commands/exclude'),
  draft: () => import('./commands/draft'),
  'engine add': () => import('./commands/engine-add'),
  'engine ls': () => import('./commands/engine-ls'),
  'engine rm': () => import('./commands/engine-rm'),
  'engine set': () => import('./commands/engine-set'),
  'engine test': () => import('./commands/engine-test'),
  'engine use': () => import('./commands/engine-use'),
  events: () => import('./commands/events'),
  exec: () => import('./commands/exec'),
  export: () => import('./commands/export'),
  fsck: () => import('./commands/fsck'),
  history: () => import('./commands/history'),
  images: () => import('./commands/images'),
  import: () => import('./commands/import'),
  info: () => import('./commands/info'),
  inspect: () => import('./commands/inspect'),
  kill: () => import('./commands/kill'),
  load: () => import('./commands/load'),
  login: () => import('./commands/login'),
  logout: () => import('./commands/logout'),
  logs: () => import('./commands/logs'),
  manifest: () => import('./commands/manifest'),
  pause: () => import('./commands/pause'),
  port: () => import('./commands/port'),
  prune: () => import('./commands/prune'),
  ps: () => import('./commands/ps'),
  pull: () => import('./commands/pull'),
  push: () => import('./commands/push'),
  registry: () => import('./commands/registry'),
  rename: () => import('./commands/rename'),
  restart: () => import('./commands/restart'),
  rm: () => import('./commands/rm'),
  rmi: () => import('./commands/rmi'),
  run: () => import('./commands/run'),
  save: () => import('./commands/save'),
  secrets: () => import('./commands/secrets'),
  search: () => import('./commands/search'),
  send: () => import('./commands/send'),
  start: () => import('./commands/start'),
  stats: () => import('./commands/stats'),
  stop: () => import('./commands/stop'),
  tag: () => import('./commands/tag'),
  timeline: () => import('./commands/timeline'),
  top: () => import('./commands/top'),
  unpause: () => import('./commands/unpause'),
  update: () => import('./commands/update'),
  version: () => import('./commands/version'),
  'volume-create': () => import('./commands/volume-create'),
  'volume-inspect': () => import('./commands/volume-inspect'),
  'volume-ls': () => import('./commands/volume-ls'),
  'volume-prune': () => import('./commands/volume-prune'),
  'volume-rm': () => import('./commands/volume-rm'),
  wait: () => import('./commands/wait'),
};

/** Docker's management forms: `image ls` is `images`. */
const managed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  image: {
    build: 'build',
    diff: 'image-diff',
    history: 'history',
    import: 'import',
    inspect: 'inspect',
    list: 'images',
    load: 'load',
    ls: 'images',
    prune: 'prune',
    pull: 'pull',
    push: 'push',
    rm: 'rmi',
    remove: 'rmi',
    save: 'save',
    tag: 'tag',
  },
  container: {
    attach: 'attach',
    commit: 'commit',
    cp: 'cp',
    create: 'create',
    diff: 'diff',
    exec: 'exec',
    export: 'export',
    inspect: 'inspect',
    kill: 'kill',
    list: 'ps',
    logs: 'logs',
    ls: 'ps',
    pause: 'pause',
    port: 'port',
    prune: 'container-prune',
    ps: 'ps',
    rename: 'rename',
    restart: 'restart',
    rm: 'rm',
    remove: 'rm',
    run: 'run',
    start: 'start',
    stats: 'stats',
    stop: 'stop',
    top: 'top',
    unpause: 'unpause',
    update: 'update',
    wait: 'wait',
  },
  builder: { build: 'build', du: 'builder-du', prune: 'builder-prune' },
  buildx: { b: 'build', build: 'build', du: 'builder-du', prune: 'builder-prune' },
  engine: {
    add: 'engine add',
    list: 'engine ls',
    ls: 'engine ls',
    remove: 'engine rm',
    rm: 'engine rm',
    set: 'engine set',
    test: 'engine test',
    use: 'engine use',
  },
  system: { info: 'info', prune: 'prune' },
  volume: {
    create: 'volume-create',
    inspect: 'volume-inspect',
    list: 'volume-ls',
    ls: 'volume-ls',
    prune: 'volume-prune',
    remove: 'volume-rm',
    rm: 'volume-rm',
  },
};

export interface Resolved {
  readonly load: Loader;
  /** How many words the command's name took. */
  readonly wordCount: number;
  /** For `inspect`, which differs by what it is asked about. */
  readonly group: string | null;
}

/** Finds a command by its words; null when there is none. */
export function resolveCommand(words: ReadonlyArray<string>): Resolved | null {
  const [first = '', second = ''] = words;
  if (Object.hasOwn(managed, first)) {
    const names = managed[first] ?? {};
    const name = Object.hasOwn(names, second) ? names[second] : undefined;
    const load = name === undefined ? undefined : loaders[name];
    return load === undefined ? null : { load, wordCount: 2, group: first };
  }
  const name = first === 'list' ? 'ps' : first;
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  return load === undefined ? null : { load, wordCount: 1, group: null };
}

export const commandNames: ReadonlyArray<string> = Object.keys(loaders);
