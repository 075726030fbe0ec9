import { spawn, type ChildProcess } from 'node:child_process';
import { chown, mkdir, readdir, readFile, readlink, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { busyboxTemplate, staticBusybox } from '../helpers/busybox';
import { darkroomPath, projectFolder } from '../helpers/command-line';
import { PseudoTerminal } from '../helpers/pseudo-terminal';
import { SandboxHost, sandboxUsers } from './sandbox-host';

const users = await sandboxUsers();
const image = 'base:1';
const slow = 'FROM base:1\nRUN echo begun && sleep 60\n';

async function eventually<T>(look: () => Promise<T | null>): Promise<T> {
  for (let round = 0; round < 300; round += 1) {
    const found = await look();
    if (found !== null) return found;
    await delay(50);
  }
  throw new Error('it did not happen within 15 seconds');
}

const textOf = (path: string) => readFile(path, 'latin1').catch(() => null);

describe.skipIf(staticBusybox() === null).each(users.map((user) => [user.kind, user] as const))(
  'a command line that waits (%s)',
  (_kind, user) => {
    let host: SandboxHost;
    let tar = '';
    let context = '';

    /** Process id of the one that waits; there is one some moments after each command. */
    async function waiting(): Promise<number> {
      const folder = `/tmp/darkroom-${user.uid}/darkroom-standby`;
      const program = await realpath(join(projectFolder, '.vite', 'build', 'cli.js'));
      return eventually(async () => {
        for (const name of await readdir(folder).catch(() => [])) {
          const slot = join(folder, name);
          const files = await readdir(slot).catch(() => []);
          const link = await readlink(join(slot, 'program')).catch(() => null);
          const isAlive = (await textOf(`/proc/${name}/comm`)) !== null;
          if (link === program && isAlive && files.length === 3) return Number(name);
        }
        return null;
      });
    }

    const isGone = (pid: number) =>
      eventually(async () => ((await textOf(`/proc/${pid}/comm`)) === null ? true : null));

    /** What the shell `script` prints; `$0` in it is the command line. */
    async function shell(script: string, env: Record<string, string> = {}): Promise<string> {
      const command = ['sh', '-c', script, darkroomPath];
      const child = begin(command, env);
      let text = '';
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding('utf8').on('data', (part: string) => (text += part));
      await new Promise((resolve) => child.once('close', resolve));
      return text;
    }

    function begin(command: ReadonlyArray<string>, env: Record<string, string> = {}): ChildProcess {
      const prefix = user.name === '' ? [] : ['runuser', '-u', user.name, '--'];
      const [program = '', ...args] = [...prefix, ...command];
      const given = { ...process.env, ...env, DARKROOM_ROOT: host.root };
      return spawn(program, args, {
        env: { ...given, ELECTRON_RUN_AS_NODE: undefined, XDG_RUNTIME_DIR: undefined },
        cwd: context,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    }

    /** A build that runs for long, when its RUN has begun; `shell` is who was asked for it. */
    async function slowBuild() {
      const args = ['build', '--no-cache', '--progress', 'plain', '-f', 'slow', '.'];
      const child = begin([darkroomPath, ...args]);
      const end = new Promise<number | null>((resolve) => child.once('close', resolve));
      let text = '';
      child.stderr?.setEncoding('utf8').on('data', (part: string) => (text += part));
      await eventually(async () => (/^#\d+ [\d.]+ begun$/m.test(text) ? true : null));
      const pid = child.pid ?? 0;
      const shellPid = user.name === '' ? pid : ((await host.childrenOf(pid))[0] ?? 0);
      return { child, shellPid, end, text: () => text };
    }

    const steps = async () =>
      (await host.processes()).filter(({ command }) => !command.includes('helper.js'));

    async function expectNothingLeft(): Promise<void> {
      // Of what ended by force the next command removes what it could not.
      await host.ok(['images']);
      await eventually(async () => ((await host.leftovers()).length === 0 ? true : null));
      expect(await steps()).toEqual([]);
      expect(await host.mounts()).toEqual([]);
    }

    beforeAll(async () => {
      host = await SandboxHost.create(user);
      context = join(host.folder, 'context');
      await mkdir(context);
      tar = join(context, 'base.tar');
      await busyboxTemplate(host.folder, tar);
      await writeFile(join(context, 'slow'), slow);
      await writeFile(join(context, 'quick'), 'FROM base:1\nARG SAY\nRUN echo said $SAY\n');
      for (const path of [context, tar]) await chown(path, user.uid, user.gid);
      await host.ok(['import', tar, image]);
    });

    beforeEach(async () => {
      await host.ok(['images']);
      await waiting();
    });

    afterAll(() => host.dispose());

    it('works with the input, output, exit code, folder, umask and variables of who asks', async () => {
      let pid = await waiting();
      expect(await shell('cat base.tar | "$0" import - piped:1 | cut -c1-7')).toBe('sha256:\n');
      await isGone(pid);
      pid = await waiting();
      const id = await host.ok(['images', '-q', 'piped:1']);
      await isGone(pid);
      await waiting();
      expect(await shell('(echo a; "$0" images -q piped; echo b) > list; cat list')).toBe(
        `a\n${id}\nb\n`,
      );
      await waiting();
      const flags = 'grep -h flags: /proc/self/fdinfo/0 /proc/self/fdinfo/1';
      const piped = `cat base.tar | ("$0" import - piped:1; ${flags}) | cat`;
      const shown = (await shell(piped)).matchAll(/^flags:\s*([0-7]+)$/gm);
      const isNonBlocking = [...shown].map(([, octal = '']) => (parseInt(octal, 8) & 0o4000) !== 0);
      expect(isNonBlocking).toEqual([false, false]);
      await waiting();
      expect(await shell('umask 027; "$0" save -o saved.tar piped:1; stat -c %a saved.tar')).toBe(
        '640\n',
      );
      await waiting();
      const said = 'FOO=word "$0" build --progress plain --build-arg FOO -f - . 2>&1 <<E\n';
      const text = await shell(`${said}FROM ${image}\nARG FOO\nRUN echo "said \\$FOO"\nE\n`);
      expect(text).toMatch(/^#\d+ [\d.]+ said word$/m);
      await waiting();
      expect(await shell('"$0" rmi none:1 2>/dev/null; echo $?; "$0" rmi piped:1 >&2')).toMatch(
        /^1\nUntagged: piped:1/,
      );
    });

    it('is a shell to who asks, and ends when that is asked to', async () => {
      const build = await slowBuild();
      expect(await textOf(`/proc/${build.shellPid}/comm`)).toBe('darkroom\n');
      process.kill(build.shellPid, 'SIGTERM');
      expect(await build.end).toBe(130);
      expect(build.text()).toContain('CANCELED');
      await expectNothingLeft();
    });

    it('is killed when who asked is', async () => {
      const pid = await waiting();
      const build = await slowBuild();
      process.kill(build.shellPid, 'SIGKILL');
      await isGone(pid);
      await expectNothingLeft();
    });

    it('is told of when it is killed itself, and the next command works', async () => {
      const pid = await waiting();
      const build = await slowBuild();
      process.kill(pid, 'SIGKILL');
      expect(await build.end).toBe(137);
      expect(build.text()).toContain('darkroom: the process that ran the command was killed');
      await expectNothingLeft();
      expect(await shell('"$0" images -q base:1 | wc -l')).toBe('1\n');
    });

    it('leaves to others what it would do otherwise than they', async () => {
      await waiting();
      const limited = 'ulimit -f 8; "$0" save -o limited.tar base:1 2>/dev/null; echo $?';
      expect(await shell(limited)).not.toBe('0\n');
      await waiting();
      const inherited = '"$0" import /dev/fd/9 inherited:1 9<base.tar | cut -c1-7';
      expect(await shell(inherited)).toBe('sha256:\n');
    });

    it.each([
      ['is switched off', 'DARKROOM_STANDBY=off "$0" images -q base:1'],
      ['has a file open that it needs', 'exec 4</dev/null; "$0" images -q base:1'],
      ['has no input', '"$0" images -q base:1 <&-'],
      ['asks for a password', '"$0" login --help >/dev/null; echo 0123456789ab'],
    ])('is not asked by a shell that %s', async (_what, script) => {
      const pid = await waiting();
      expect(await shell(script)).toMatch(/^[0-9a-f]{12}\n$/);
      expect(await waiting()).toBe(pid);
    });

    it('leaves nothing open that who asked had open', async () => {
      const lock = join(context, 'lock');
      const pid = await waiting();
      // Not every sh takes numbers of more than one digit.
      await shell(`bash -c '(flock -n 200 && "$0" images -q) 200>${lock}' "$0"`);
      await isGone(pid);
      await waiting();
      expect(await shell(`flock -n ${lock} echo free`)).toBe('free\n');
    });

    it('does one command; others at the same time start by themselves', async () => {
      const pid = await waiting();
      const one = 'SAY=$1; "$0" build -q --no-cache --build-arg SAY=$1 -f quick . & ';
      const script = `${one.replaceAll('$1', '1')}${one.replaceAll('$1', '2')}${one.replaceAll('$1', '3')}wait`;
      expect((await shell(script)).trim().split('\n')).toEqual([
        expect.stringMatching(/^sha256:/),
        expect.stringMatching(/^sha256:/),
        expect.stringMatching(/^sha256:/),
      ]);
      await isGone(pid);
      await expectNothingLeft();
    });

    it.skipIf(user.name !== '')('draws on the terminal and is interrupted there', async () => {
      const args = ['build', '--no-cache', '-f', join(context, 'slow'), context];
      const pid = await waiting();
      const terminal = new PseudoTerminal(darkroomPath, args, {
        DARKROOM_ROOT: host.root,
        XDG_RUNTIME_DIR: undefined,
      });
      await terminal.waitFor(/Building [\d.]+s/);
      terminal.type('\u0003');
      expect(await terminal.exit()).toBe(130);
      await isGone(pid);
      await expectNothingLeft();
    });

    it.skipIf(user.name !== '')('tells a container of the size of the terminal', async () => {
      const pid = await waiting();
      const args = ['run', '--rm', '-it', '--network', 'none', image, 'sh'];
      const terminal = new PseudoTerminal(darkroomPath, args, {
        DARKROOM_ROOT: host.root,
        XDG_RUNTIME_DIR: undefined,
      });
      await terminal.waitFor(/# /);
      terminal.resize(91, 31);
      terminal.type('until stty size | grep "^31"; do sleep 0.1; done; exit 4\n');
      await terminal.waitFor(/^31 91/m);
      expect(await terminal.exit()).toBe(4);
      await isGone(pid);
    });

    it.skipIf(user.name !== '')('passes what is typed on to what the command started', async () => {
      await host.ok(['run', '-d', '--name', 'typed', '--network', 'none', image, 'sleep', '1000']);
      await waiting();
      const env = { DARKROOM_ROOT: host.root, XDG_RUNTIME_DIR: undefined };
      const args = ['exec', 'typed', 'sh', '-c', 'echo begun; sleep 1000'];
      const terminal = new PseudoTerminal(darkroomPath, args, env);
      await terminal.waitFor(/begun/);
      terminal.type('\u0003');
      expect(await terminal.exit()).toBe(130);
      await host.ok(['rm', '-f', 'typed']);
    });
  },
);
