import { spawn } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { darkroomPath } from '../helpers/command-line';
import { debianTemplate, templateObstacle } from '../helpers/template';
import { SandboxHost, sandboxUsers } from './sandbox-host';

const obstacle = await templateObstacle();
const users = await sandboxUsers();
const image = 'base';

/** Waits for what another process is about to do; fails after a minute. */
async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 600; round += 1) {
    if (await check()) return;
    await delay(100);
  }
  throw new Error('it did not happen within a minute');
}

describe.skipIf(obstacle !== null).each(users.map((user) => [user.kind, user] as const))(
  'containers and steps (%s)',
  (_kind, user) => {
    let host: SandboxHost;

    beforeAll(async () => {
      host = await SandboxHost.create(user);
      await host.ok(['import', (await debianTemplate()).tar, image]);
    });

    afterEach(async () => {
      const ids = (await host.ok(['ps', '-aq'])).split('\n').filter((id) => id !== '');
      if (ids.length > 0) await host.ok(['rm', '-f', ...ids]);
      await eventually(async () => (await host.leftovers()).length === 0);
      expect(await host.mounts()).toEqual([]);
      const commands = (await host.processes()).map(({ command }) => command);
      expect(commands.filter((command) => !command.includes('helper.js'))).toEqual([]);
    });

    afterAll(() => host.dispose());

    function start(args: ReadonlyArray<string>) {
      const command = [darkroomPath, ...args];
      const prefix = user.name === '' ? [] : ['runuser', '-u', user.name, '--'];
      const [program = '', ...rest] = [...prefix, ...command];
      const env = { ...process.env, DARKROOM_ROOT: host.root, XDG_RUNTIME_DIR: undefined };
      return spawn(program, rest, { env, cwd: '/', stdio: 'ignore' });
    }

    it('hands on output, exit codes and input', async () => {
      const script = 'read x; echo "out $x"; echo err >&2; exit 7';
      const result = await host.darkroom(['run', '-i', '--rm', image, 'sh', '-c', script], {
        input: 'typed\n',
      });
      expect(result).toEqual({ exitCode: 7, stdout: 'out typed\n', stderr: 'err\n' });
      const killed = ['run', '--rm', image, 'sh', '-c', `sh -c 'kill -9 $$'; exit $?`];
      expect((await host.darkroom(killed)).exitCode).toBe(137);
    });

    it.each([
      { name: 'a missing command', args: ['nope'], exitCode: 127 },
      { name: 'a missing path', args: ['/nope'], exitCode: 127 },
      { name: 'a folder', args: ['/etc'], exitCode: 126 },
      { name: 'a file without execute permission', args: ['/etc/passwd'], exitCode: 126 },
    ])('refuses $name as docker does', async ({ args, exitCode }) => {
      expect((await host.darkroom(['run', '--rm', image, ...args])).exitCode).toBe(exitCode);
    });

    it('refuses a user that the image does not know', async () => {
      const result = await host.darkroom(['run', '--rm', '-u', 'nobody-knows', image, 'true']);
      expect(result.exitCode).toBe(125);
      expect(result.stderr).toContain('USER_NOT_FOUND');
    });

    it('runs as the user and in the folder asked for', async () => {
      const args = ['run', '--rm', '-u', 'www-data', '-w', '/made/here', '-e', 'A=b', image];
      const output = await host.ok([
        ...args,
        'sh',
        '-c',
        'id -un; id -gn; pwd; echo $A; echo $HOME',
      ]);
      expect(output.split('\n')).toEqual(['www-data', 'www-data', '/made/here', 'b', '/var/www']);
    });

    it('confines: capabilities, seccomp, masked paths, no devices', async () => {
      const script = [
        'grep CapBnd /proc/self/status',
        'grep ^Seccomp: /proc/self/status',
        'cat /proc/kcore 2>/dev/null | head -c 4 | wc -c',
        'unshare --user true 2>/dev/null && echo namespace',
        'mknod /disk b 254 0 2>/dev/null; head -c 4 /disk 2>/dev/null && echo disk',
        'echo 1 > /proc/sys/kernel/sysrq 2>/dev/null && echo sysrq',
        'mount -t tmpfs t /mnt 2>/dev/null && echo mounted',
        'true',
      ].join('\n');
      const confined = ['CapBnd:\t00000000a80425fb', 'Seccomp:\t2', '0'];
      const command = ['run', '--rm', image, 'sh', '-c', script];
      expect((await host.ok(command)).split('\n')).toEqual(confined);
      // From the second time on with the compiled program, which crun is handed.
      const kept = join(await host.runtimeFolder(), 'seccomp');
      await eventually(async () => (await readdir(kept).catch(() => [])).length > 0);
      expect((await host.ok(command)).split('\n')).toEqual(confined);
      const open = ['run', '--rm', '--security-opt', 'seccomp=unconfined', image];
      expect(await host.ok([...open, 'grep', '^Seccomp:', '/proc/self/status'])).toBe(
        'Seccomp:\t0',
      );
    });

    it('gives back what a stopped container had, and counts its log on', async () => {
      await host.ok([
        'run',
        '--name',
        'again',
        image,
        'sh',
        '-c',
        'echo line; date >> /runs; wc -l < /runs',
      ]);
      await host.ok(['start', 'again']);
      expect(await host.ok(['wait', 'again'])).toBe('0');
      expect(await host.ok(['logs', 'again'])).toBe('line\n1\nline\n2');
      expect(await host.ok(['diff', 'again'])).toBe('A /runs');
    });

    it('makes an image of a container without changes', async () => {
      await host.ok(['run', '--name', 'still', image, 'true']);
      await host.ok(['commit', 'still', 'still-image']);
      expect(await host.ok(['run', '--rm', 'still-image', 'cat', '/etc/hostname'])).not.toBe('');
      const history = await host.ok(['history', '-q', '--no-trunc', 'still-image']);
      expect(history.split('\n')).toHaveLength(2);
    });

    it('pauses for a snapshot and lets go on', async () => {
      await host.ok([
        'run',
        '-d',
        '--name',
        'busy',
        image,
        'sh',
        '-c',
        'while :; do date +%N > /new; mv /new /now; done',
      ]);
      await host.ok(['commit', 'busy', 'busy-image']);
      const before = await host.ok(['exec', 'busy', 'cat', '/now']);
      expect(await host.ok(['exec', 'busy', 'cat', '/now'])).not.toBe(before);
    });

    it('keeps the data of a volume out of the image', async () => {
      await host.ok([
        'run',
        '--name',
        'made',
        image,
        'sh',
        '-c',
        'mkdir /data; echo first > /data/file; chmod 750 /data',
      ]);
      await host.ok(['commit', '-c', 'VOLUME /data', 'made', 'with-volume']);
      const script = 'cat /data/file; stat -c %a /data; echo more > /data/more; touch /elsewhere';
      expect(await host.ok(['run', '--name', 'vol', 'with-volume', 'sh', '-c', script])).toBe(
        'first\n750',
      );
      expect(await host.ok(['diff', 'vol'])).toBe('A /elsewhere');
      await host.ok(['start', 'vol']);
      await host.ok(['wait', 'vol']);
    });

    it('ends what a killed command line was running in a build', async () => {
      const context = join(host.folder, 'context');
      await mkdir(context, { recursive: true });
      await writeFile(join(context, 'Dockerfile'), `FROM ${image}\nRUN sleep 1000\n`);
      for (const signal of ['SIGINT', 'SIGKILL'] as const) {
        const child = start(['build', '--no-cache', context]);
        await eventually(async () =>
          (await host.leftovers()).some((name) => name.includes('steps/')),
        );
        await delay(300);
        // Not what becomes the user.
        const inner = (await host.processes()).find(
          ({ command }) => command.includes(context) && !command.startsWith('runuser'),
        );
        process.kill(inner?.pid ?? child.pid ?? 0, signal);
        await eventually(async () =>
          (await host.leftovers()).every((name) => !name.includes('steps/')),
        );
      }
    });

    it('leaves nothing of a failed step', async () => {
      const context = join(host.folder, 'failing');
      await mkdir(context, { recursive: true });
      await writeFile(join(context, 'Dockerfile'), `FROM ${image}\nRUN touch /x && exit 3\n`);
      expect((await host.darkroom(['build', context])).exitCode).not.toBe(0);
    });

    it('carries on with a running container when the helper was killed', async () => {
      await host.ok([
        'run',
        '-d',
        '--name',
        'survivor',
        image,
        'sh',
        '-c',
        'while sleep 0.1; do echo tick; done',
      ]);
      process.kill(await host.helperPid(), 'SIGKILL');
      expect(await host.ok(['ps', '--format', '{{.Names}} {{.State}}'])).toBe('survivor running');
      expect(await host.ok(['exec', 'survivor', 'sh', '-c', 'touch /after; echo inside'])).toBe(
        'inside',
      );
      expect(await host.ok(['diff', 'survivor'])).toBe('A /after');
      expect(await host.ok(['logs', '--tail', '1', 'survivor'])).toBe('tick');
      await host.ok(['commit', 'survivor', 'survived']);
      await host.ok(['stop', '-t', '0', 'survivor']);
      expect(await host.ok(['ps', '-a', '--format', '{{.State}}'])).toBe('exited');
      expect(await host.ok(['run', '--rm', 'survived', 'ls', '/after'])).toBe('/after');
    });

    it('knows that a container is gone when everything of it was killed', async () => {
      await host.ok(['run', '-d', '--name', 'lost', image, 'sleep', '1000']);
      const inside = Number(await host.ok(['inspect', '--format', '{{.State.Pid}}', 'lost']));
      for (const { pid } of await host.processes()) process.kill(pid, 'SIGKILL');
      process.kill(inside, 'SIGKILL');
      await eventually(
        async () => (await host.ok(['ps', '-a', '--format', '{{.State}}'])) === 'exited',
      );
      await host.ok(['start', 'lost']);
      expect(await host.ok(['ps', '--format', '{{.State}}'])).toBe('running');
    });

    it('lets two command lines start the helper and work at once', async () => {
      await host.ok(['run', '--rm', image, 'true']);
      process.kill(await host.helperPid(), 'SIGKILL');
      const answers = await Promise.all(
        ['a', 'b', 'c'].map((word) => host.ok(['run', '--rm', image, 'echo', word])),
      );
      expect(answers).toEqual(['a', 'b', 'c']);
      const helpers = (await host.processes()).filter(({ command }) =>
        command.includes('helper.js'),
      );
      expect(helpers).toHaveLength(1);
    });

    it('ends a container whose command line is killed before it started', async () => {
      const child = start(['run', '-d', '--rm', '--name', 'early', image, 'sleep', '1000']);
      child.kill('SIGKILL');
      await delay(1500);
    });
  },
);
