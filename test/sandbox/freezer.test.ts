import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cgroupHome } from '../../electron/runtime/client/cgroup-support';
import { busyboxTemplate, staticBusybox } from '../helpers/busybox';
import { SandboxHost, sandboxUsers } from './sandbox-host';

const users = await sandboxUsers();
const freezers = '/sys/fs/cgroup/freezer';
/** Another user than the one that runs the tests has none delegated. */
const home = cgroupHome();
const hasFreezer = home?.kind === 'v2' || home?.controllers.has('freezer') === true;

/** Counts in two files, one after the other, and notes when it was stopped and let go on. */
const counting = [
  `trap 'echo continued >> /signals' CONT`,
  'i=0',
  'while :; do i=$((i+1)); echo $i > /t; mv /t /first; echo $i > /t; mv /t /second; done',
].join('\n');
const execCounting = 'i=0; while :; do i=$((i+1)); echo $i > /e; mv /e /third; done';

describe.skipIf(staticBusybox() === null).each(users.map((user) => [user.kind, user] as const))(
  'containers held still (%s)',
  (_kind, user) => {
    const isFrozen = user.uid === process.getuid?.() && hasFreezer;
    let host: SandboxHost;
    let id: string;
    let pid: number;

    beforeAll(async () => {
      host = await SandboxHost.create(user);
      const tar = join(host.folder, 'busybox.tar');
      await busyboxTemplate(host.folder, tar);
      await host.ok(['import', tar, 'base']);
    });

    beforeEach(async () => {
      id = await host.ok([
        'run',
        '-d',
        '--network',
        'none',
        '--name',
        'held',
        'base',
        'sh',
        '-c',
        counting,
      ]);
      pid = Number(await host.ok(['inspect', '--format', '{{.State.Pid}}', 'held']));
      await host.ok(['exec', '-d', 'held', 'sh', '-c', execCounting]);
      await expectMoving();
    });

    afterEach(async () => {
      await host.darkroom(['rm', '-f', 'held']);
      expect(existsSync(`/proc/${pid}`)).toBe(false);
      expect(existsSync(cgroup())).toBe(false);
    });

    afterAll(() => host.dispose());

    function cgroup(): string {
      return join(home?.kind === 'v2' ? home.folder : freezers, 'darkroom', id);
    }

    async function counts(): Promise<ReadonlyArray<string>> {
      const upper = join(host.root, 'darkroom', 'containers', id, 'upper');
      const read = (name: string) => readFile(join(upper, name), 'utf8').catch(() => '');
      return Promise.all(['second', 'third'].map(read));
    }

    async function expectMoving(): Promise<void> {
      const before = await counts();
      await expect
        .poll(async () => (await counts()).every((count, at) => count !== before[at]), {
          timeout: 10_000,
        })
        .toBe(true);
    }

    async function expectStill(): Promise<void> {
      const before = await counts();
      await delay(200);
      expect(await counts()).toEqual(before);
    }

    /** '' where the processes did not learn of it. */
    async function expectSignals(): Promise<void> {
      const signals = await host.ok(['exec', 'held', 'sh', '-c', 'cat /signals 2>/dev/null; true']);
      expect(signals.includes('continued')).toBe(!isFrozen);
    }

    const state = () => host.ok(['ps', '-a', '--format', '{{.State}}']);

    it('stand still from pause to unpause, with what exec started', async () => {
      await host.ok(['pause', 'held']);
      await expectStill();
      const line = /^State:\s*(\S)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
      expect(line === 'T').toBe(!isFrozen);
      await host.ok(['unpause', 'held']);
      await expectMoving();
      await expectSignals();
    });

    it('are at one moment in a snapshot, and go on', async () => {
      const script = 'echo $(cat /first) $(cat /second)';
      for (const image of ['one', 'two']) {
        await host.ok(['commit', 'held', image]);
        const [first, second] = (
          await host.ok(['run', '--rm', '--network', 'none', image, 'sh', '-c', script])
        )
          .split(' ')
          .map(Number);
        expect([0, 1]).toContain((first ?? NaN) - (second ?? NaN));
      }
      await expectMoving();
      await expectSignals();
    });

    it('stay paused over a snapshot and the end of the helper', async () => {
      await host.ok(['pause', 'held']);
      await host.ok(['commit', 'held', 'paused']);
      await expectStill();
      process.kill(await host.helperPid(), 'SIGKILL');
      await host.ok(['diff', 'held']);
      await host.ok(['commit', 'held', 'paused']);
      await expectStill();
      expect(await state()).toBe('paused');
      expect((await host.darkroom(['exec', 'held', 'true'])).exitCode).not.toBe(0);
      await host.ok(['unpause', 'held']);
      await expectMoving();
    });

    it('are let go on by a signal, as docker does', async () => {
      await host.ok(['pause', 'held']);
      await host.ok(['kill', '-s', 'WINCH', 'held']);
      expect(await state()).toBe('running');
      await expectMoving();
    });

    // Who is stopped by signals dies of the next one.
    it.skipIf(!isFrozen).each([
      { name: 'kill', args: ['kill', 'held'], after: 'exited' },
      { name: 'stop', args: ['stop', '-t', '0', 'held'], after: 'exited' },
      { name: 'rm -f', args: ['rm', '-f', 'held'], after: '' },
    ])('end by $name while they are paused', async ({ args, after }) => {
      await host.ok(['pause', 'held']);
      const startedAt = performance.now();
      await host.ok(args);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
      await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
      expect(await state()).toBe(after);
    });

    it.skipIf(!isFrozen)(
      'are let go by the next helper after one was killed in a look',
      async () => {
        await host.ok(['commit', 'held', 'before']);
        process.kill(await host.helperPid(), 'SIGKILL');
        // What such an end leaves: the note, and the cgroup frozen.
        const note = join(await host.runtimeFolder(), 'containers', `${id}.json`);
        const noted = JSON.parse(await readFile(note, 'utf8')) as object;
        await writeFile(note, JSON.stringify({ ...noted, frozen: true }));
        const [file, value] =
          home?.kind === 'v2'
            ? (['cgroup.freeze', '1'] as const)
            : (['freezer.state', 'FROZEN'] as const);
        await writeFile(join(cgroup(), file), value);
        await delay(100);
        await expectStill();
        await host.ok(['diff', 'held']);
        await expectMoving();
      },
    );
  },
);
