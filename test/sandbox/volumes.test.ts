import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { baseObstacle, richChanges, writeBase } from '../conformance/run-options/base-image';
import { SandboxHost, sandboxUsers } from './sandbox-host';

const obstacle = await baseObstacle();
const users = await sandboxUsers();

describe.skipIf(obstacle !== null).each(users.map((user) => [user.kind, user] as const))(
  'volumes and health checks (%s)',
  (kind, user) => {
    let host: SandboxHost;

    beforeAll(async () => {
      host = await SandboxHost.create(user);
      const work = mkdtempSync(join(tmpdir(), 'darkroom-volumes-'));
      try {
        const tar = join(work, 'base.tar');
        await writeBase(tar);
        const input = readFileSync(tar);
        await host.ok(['import', '-', 'base'], { input });
        const changes = richChanges.flatMap((change) => ['-c', change]);
        await host.ok(['import', ...changes, '-', 'rich'], { input });
      } finally {
        rmSync(work, { recursive: true, force: true });
      }
    });

    afterEach(async () => {
      const ids = (await host.ok(['ps', '-aq'])).split('\n').filter((id) => id !== '');
      if (ids.length > 0) await host.ok(['rm', '-fv', ...ids]);
      await host.ok(['volume', 'prune', '-af']);
      expect(await host.ok(['volume', 'ls', '-q'])).toBe('');
      expect(await host.ok(['fsck'])).toContain('no problem');
    });

    afterAll(() => host?.dispose());

    const sh = (script: string) => ['base', 'sh', '-c', script];
    const volumes = async () =>
      (await host.ok(['volume', 'ls', '-q'])).split('\n').filter((name) => name !== '');

    it('fills a named volume once, with owners and modes, and keeps what is written', async () => {
      const look = 'cat /data/seed; stat -c "%u:%g %a" /data; echo changed > /data/seed';
      expect(await host.ok(['run', '--rm', '-v', 'data:/data', ...sh(look)])).toBe(
        'from the image\n1000:50 750',
      );
      expect(await host.ok(['run', '--rm', '-v', 'data:/data', ...sh('cat /data/seed')])).toBe(
        'changed',
      );
      expect(await volumes()).toEqual(['data']);
    });

    it('removes anonymous volumes with --rm and rm -v, and named ones never', async () => {
      await host.ok(['run', '--rm', '-v', '/a', '-v', 'kept:/b', 'base', 'true']);
      expect(await volumes()).toEqual(['kept']);
      await host.ok(['run', '--name', 'one', '-v', '/a', 'base', 'true']);
      await host.ok(['run', '--name', 'two', 'rich', 'true']);
      expect(await volumes()).toHaveLength(3);
      await host.ok(['rm', 'one']);
      expect(await volumes()).toHaveLength(3);
      await host.ok(['rm', '-v', 'two']);
      expect(await volumes()).toHaveLength(2);
      await host.ok(['volume', 'prune', '-f']);
      expect(await volumes()).toEqual(['kept']);
    });

    it('neither removes nor prunes what a stopped container uses', async () => {
      await host.ok(['create', '--name', 'holder', '-v', 'held:/data', 'base', 'true']);
      const removal = await host.darkroom(['volume', 'rm', 'held']);
      expect([removal.exitCode, removal.stderr]).toEqual([1, expect.stringContaining('in use')]);
      await host.ok(['volume', 'prune', '-af']);
      await host.ok(['prune', '-f']);
      expect(await volumes()).toEqual(['held']);
      const taken = ['run', '--rm', '--volumes-from', 'holder', ...sh('cat /data/seed')];
      expect(await host.ok(taken)).toBe('from the image');
    });

    it('leaves no volume of a container that could not be made', async () => {
      const args = ['create', '-v', 'new:/data', '--name', 'a/b', 'base', 'true'];
      expect((await host.darkroom(args)).exitCode).not.toBe(0);
      expect(await volumes()).toEqual([]);
    });

    it('leaves the content of volumes out of a snapshot', async () => {
      const script = 'echo secret > /data/more; echo plain > /plain';
      await host.ok(['run', '--name', 'made', '-v', 'data:/data', ...sh(script)]);
      await host.ok(['commit', 'made', 'snapshot']);
      expect(await host.ok(['run', '--rm', 'snapshot', 'ls', '/data', '/plain'])).toBe(
        '/plain\n\n/data:\nseed',
      );
    });

    it('checks the health of a container after the command line and the helper are gone', async () => {
      const check = ['--health-cmd', 'test -e /well', '--health-interval', '200ms'];
      const options = [...check, '--health-retries', '2'];
      await host.ok(['run', '-d', '--name', 'watched', ...options, ...sh('sleep 1000')]);
      const becomes = async (wanted: string) => {
        for (let round = 0; round < 100; round += 1) {
          const status = await host.ok(['ps', '--format', '{{.Status}}']);
          if (status.endsWith(`(${wanted})`)) return;
          await delay(100);
        }
        throw new Error(`it did not become ${wanted}`);
      };
      await becomes('unhealthy');
      process.kill(await host.helperPid(), 'SIGKILL');
      await host.ok(['exec', 'watched', 'touch', '/well']);
      await becomes('healthy');
      const format = '{{.State.Health.Status}} {{.State.Health.FailingStreak}}';
      expect(await host.ok(['inspect', '-f', format, 'watched'])).toBe('healthy 0');
      await host.ok(['stop', '-t', '0', 'watched']);
      expect(await host.ok(['ps', '-a', '--format', '{{.Status}}'])).toMatch(/^Exited/);
    });

    it('kills a check that takes too long, with what it started', async () => {
      const check = ['--health-cmd', 'sleep 4321', '--health-interval', '100ms'];
      const options = [...check, '--health-timeout', '300ms', '--health-retries', '1'];
      await host.ok(['run', '-d', '--name', 'slow', ...options, ...sh('sleep 1000')]);
      await delay(2500);
      expect(
        await host.ok(['inspect', '-f', '{{(index .State.Health.Log 0).Output}}', 'slow']),
      ).toContain('exceeded timeout');
      await host.ok(['stop', '-t', '0', 'slow']);
    });

    it.skipIf(kind === 'root')(
      'refuses what an ordinary user cannot give, with the reason',
      async () => {
        for (const option of [['--privileged'], ['--device', '/dev/null'], ['--pid', 'host']]) {
          const { exitCode, stderr } = await host.darkroom([
            'run',
            '--rm',
            ...option,
            'base',
            'true',
          ]);
          expect([exitCode, stderr]).toEqual([125, expect.stringContaining('is refused: ')]);
        }
      },
    );
  },
);
