import { chown, chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { run } from '../../helpers/run';
import type { TestUser } from './ordinary-user';

/** Folders that belong to one suite alone: its store, its home, its runtime folder. */
export interface SuiteFolders {
  readonly base: string;
  readonly root: string;
  readonly work: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export async function suiteFolders(user: TestUser): Promise<SuiteFolders> {
  const base = await mkdtemp(join(tmpdir(), 'darkroom-e2e-'));
  const below = (name: string) => join(base, name);
  const names = ['root', 'work', 'home', 'config', 'data', 'state', 'cache', 'runtime'];
  for (const name of names) {
    await mkdir(below(name));
    await chmod(below(name), 0o700);
    await chown(below(name), user.uid, user.gid);
  }
  await chown(base, user.uid, user.gid);
  const env = {
    DARKROOM_ROOT: below('root'),
    HOME: below('home'),
    XDG_CONFIG_HOME: below('config'),
    XDG_DATA_HOME: below('data'),
    XDG_STATE_HOME: below('state'),
    XDG_CACHE_HOME: below('cache'),
    XDG_RUNTIME_DIR: below('runtime'),
  };
  return {
    base,
    root: below('root'),
    work: below('work'),
    env,
    remove: async () => {
      await removeContainers(below('root'), env, user);
      await removeAll(base);
    },
  };
}

/** Containers outlive the window, and would outlive a test that failed. */
async function removeContainers(
  root: string,
  env: Readonly<Record<string, string>>,
  user: TestUser,
): Promise<void> {
  if (!existsSync(join(root, 'index.json'))) return;
  const all = `exec 2>/dev/null; for id in $("$1" ps -aq); do "$1" rm -f "$id"; done`;
  const command = ['sh', '-c', all, 'sh', resolve(__dirname, '../../../bin/darkroom')];
  const asUser = user.name === '' ? command : ['runuser', '-u', user.name, '--', ...command];
  await run(asUser[0] ?? '', asUser.slice(1), { env, timeoutMs: 60_000 });
}

/** The runtime may leave mounts when a test fails in the middle: they go first. */
async function removeAll(base: string): Promise<void> {
  const mounts = await run('sh', [
    '-c',
    `cut -d' ' -f2 /proc/mounts | grep "^$1/" | sort -r`,
    'sh',
    base,
  ]);
  for (const path of mounts.stdout.split('\n').filter((line) => line !== '')) {
    await run('umount', ['-l', path]);
  }
  await rm(base, { recursive: true, force: true, maxRetries: 3 });
}
