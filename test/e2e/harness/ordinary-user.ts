import { readFile } from 'node:fs/promises';

import { isInstalled, run, runOk } from '../../helpers/run';

/** Whoever the app runs as: the user running the tests, or, when that is root, a user made for them. */
export interface TestUser {
  readonly kind: 'root' | 'ordinary';
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export const testUserName = 'darkroom-test';

export function currentUser(): TestUser {
  const uid = process.getuid?.() ?? -1;
  return { kind: uid === 0 ? 'root' : 'ordinary', name: '', uid, gid: process.getgid?.() ?? -1 };
}

/** An ordinary user with a range of subordinate ids; null where this process may not make one. */
export async function ordinaryUser(): Promise<TestUser | null> {
  const current = currentUser();
  if (current.kind === 'ordinary') return current;
  if (!(await isInstalled('newuidmap')) || !(await isInstalled('runuser'))) return null;
  if ((await run('id', [testUserName])).exitCode !== 0) {
    await runOk('useradd', ['--create-home', '--shell', '/bin/sh', testUserName]);
  }
  await ensureRange('/etc/subuid', '--add-subuids');
  await ensureRange('/etc/subgid', '--add-subgids');
  const id = async (what: string) => Number(await runOk('id', [what, testUserName]));
  return { kind: 'ordinary', name: testUserName, uid: await id('-u'), gid: await id('-g') };
}

async function ensureRange(file: string, option: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.split('\n').some((line) => line.startsWith(`${testUserName}:`))) return;
  await runOk('usermod', [option, '600000-665535', testUserName]);
}
