import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busyboxTemplate, staticBusybox } from '../helpers/busybox';
import { Darkroom } from '../helpers/command-line';
import { dockerHost, dockerPeer } from '../helpers/peers';
import { run, type RunResult } from '../helpers/run';

const peer = staticBusybox() === null ? null : await dockerPeer('docker 26.1');
const prefix = `darkroom-peer-${process.pid}`;

interface Side {
  readonly name: 'docker' | 'darkroom';
  /** A folder of its own on this machine, made the same for both. */
  readonly folder: string;
  run(args: ReadonlyArray<string>, input?: string): Promise<RunResult>;
}

/** Files of this machine that a case copies from; made anew in each side's folder. */
const prepare = `
rm -rf here && mkdir -p here/dir/sub here/full && cd here
echo file > file; echo other > dir/f; ln dir/f dir/hard; ln -s f dir/link; ln -s dir linkdir
ln -s file linkfile; chmod 751 dir/sub; chmod 4755 file; echo x > full/x; mkdir full/dir
echo 'odd name' > 'odd name é'; touch -d @1000000000.5 dir/f
`;
const list =
  "find . -mindepth 1 \\( -type l -printf '%p -> %l\\n' \\) -o -printf '%p %y %m %s\\n' | sort";
/** In the container, where find is busybox's. */
const listInside =
  'cd /t && find . | sort | while read -r p; do stat -c \'%N %F %a %u:%g\' "$p"; done';

/** `C:` stands for the container; the rest are paths below the side's folder. */
const copies: ReadonlyArray<ReadonlyArray<string>> = [
  ['here/file', 'C:/t'],
  ['here/file', 'C:/t/'],
  ['here/file', 'C:/t/new'],
  ['here/file', 'C:/t/new/'],
  ['here/file', 'C:/t/old'],
  ['here/file', 'C:/t/missing/new'],
  ['here/dir', 'C:/t'],
  ['here/dir', 'C:/t/new'],
  ['here/dir', 'C:/t/new/'],
  ['here/dir', 'C:/t/old'],
  ['here/dir', 'C:/t/missing/new'],
  ['here/dir/', 'C:/t'],
  ['here/dir/.', 'C:/t'],
  ['here/dir/.', 'C:/t/new'],
  ['here/linkfile', 'C:/t'],
  ['-L', 'here/linkfile', 'C:/t'],
  ['here/linkdir', 'C:/t'],
  ['-L', 'here/linkdir', 'C:/t'],
  ['here/linkdir/', 'C:/t'],
  ['here/odd name é', 'C:/t'],
  ['here/full', 'C:/t'],
  ['here/nothing', 'C:/t'],
  ['here/file', 'C:/t/tofolder'],
  ['here/file', 'C:/t/tofile'],
  ['here/file', 'C:/t/out'],
  ['-a', 'here/file', 'C:/t'],
  ['here/full/.', 'C:/t/clash'],
  ['C:/t/old', 'here'],
  ['C:/t/old', 'here/new'],
  ['C:/t/old', 'here/new/'],
  ['C:/t/old', 'here/file'],
  ['C:/t/old', 'here/missing/new'],
  ['C:/t/folder', 'here'],
  ['C:/t/folder', 'here/new'],
  ['C:/t/folder', 'here/file'],
  ['C:/t/folder/', 'here'],
  ['C:/t/folder/.', 'here'],
  ['C:/t/folder/.', 'here/new'],
  ['C:/t/tofile', 'here'],
  ['-L', 'C:/t/tofile', 'here'],
  ['C:/t/tofolder', 'here'],
  ['-L', 'C:/t/tofolder', 'here'],
  ['C:/t/tofolder/', 'here'],
  ['C:/t/out', 'here'],
  ['C:/t/nothing', 'here'],
  ['C:t/old', 'here'],
];
const inside = `
rm -rf /t && mkdir -p /t/folder/sub /t/clash/x /elsewhere && cd /t
echo old > old; chmod 600 old; echo in > folder/f; ln folder/f folder/hard; ln -s f folder/link
ln -s folder tofolder; ln -s old tofile; ln -s /elsewhere out; chown 82:82 folder/sub
`;

describe.skipIf(peer === null)(`containers beside ${peer?.name ?? 'docker 26.1'}`, () => {
  let folder = '';
  let sides: ReadonlyArray<Side> = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-peer-containers-'));
    const tar = join(folder, 'busybox.tar');
    await busyboxTemplate(folder, tar);
    const darkroom = new Darkroom(join(folder, 'store'));
    const env = { DOCKER_HOST: dockerHost('docker 26.1') };
    const at = (name: string) => join(folder, name);
    sides = [
      {
        name: 'docker',
        folder: at('docker'),
        run: (args, input) =>
          run('docker', args, {
            env,
            cwd: at('docker'),
            timeoutMs: 60_000,
            ...(input === undefined ? {} : { input }),
          }),
      },
      {
        name: 'darkroom',
        folder: at('darkroom'),
        run: (args, input) =>
          darkroom.run(args, {
            cwd: at('darkroom'),
            timeoutMs: 60_000,
            ...(input === undefined ? {} : { input }),
          }),
      },
    ];
    for (const side of sides) {
      await mkdir(side.folder);
      await side.run(['import', tar, prefix]);
    }
  });

  afterAll(async () => {
    for (const side of sides) {
      const ids = (await side.run(['ps', '-aq', '--filter', `name=${prefix}`])).stdout.split('\n');
      const found = ids.filter((id) => id !== '');
      if (found.length > 0) await side.run(['rm', '-f', ...found]);
      await side.run(['rmi', '-f', prefix]);
    }
    await rm(folder, { recursive: true, force: true });
  });

  /** The same on both; equal, whatever `of` takes of it. */
  async function both<T>(of: (side: Side) => Promise<T>): Promise<void> {
    const [docker, darkroom] = await Promise.all(sides.map(of));
    expect(darkroom).toEqual(docker);
  }

  async function started(side: Side, name: string, script: string): Promise<string> {
    const container = `${prefix}-${name}`;
    await side.run(['run', '-d', '--name', container, prefix, 'sh', '-c', script]);
    return container;
  }

  describe('cp', () => {
    beforeAll(async () => {
      for (const side of sides) await started(side, 'cp', 'sleep 3600');
    });

    it.each(copies.map((args) => [args.join(' '), args] as const))('%s', async (_name, args) => {
      await both(async (side) => {
        const container = `${prefix}-cp`;
        execFileSync('sh', ['-c', prepare], { cwd: side.folder });
        await side.run(['exec', container, 'sh', '-c', inside]);
        const words = args.map((word) => word.replace(/^C:/, `${container}:`));
        const { exitCode } = await side.run(['cp', ...words]);
        const here = execFileSync('sh', ['-c', list], { cwd: side.folder, encoding: 'utf8' });
        const there = await side.run([
          'exec',
          container,
          'sh',
          '-c',
          `${listInside}; ls /elsewhere`,
        ]);
        return { exitCode, here, there: there.stdout };
      });
    });
  });

  it('logs: options, order and times', async () => {
    const names = await Promise.all(
      sides.map((side) =>
        started(side, 'logs', 'echo one; echo two >&2; printf three; sleep 1; echo; echo four'),
      ),
    );
    for (const [index, side] of sides.entries()) await side.run(['wait', names[index] ?? '']);
    // Not here: `--tail x`, which Docker takes for all lines and we refuse.
    const cases = [
      [],
      ['--tail', '1'],
      ['--tail', '0'],
      ['-n', '2'],
      ['--tail', '-1'],
      ['--details'],
      ['--since', 'x'],
      ['--since', '10m'],
      ['--until', '10m'],
      ['--since', '0'],
    ];
    for (const options of cases) {
      await both(async (side) => {
        const { exitCode, stdout, stderr } = await side.run(['logs', ...options, `${prefix}-logs`]);
        return exitCode === 0 ? { exitCode, stdout, stderr } : { failed: exitCode !== 0 };
      });
    }
    await both(async (side) => {
      const { stdout } = await side.run(['logs', '-t', `${prefix}-logs`]);
      return stdout.replaceAll(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /gm, 'TIME ');
    });
  });

  it('ps: filters and formats', async () => {
    for (const side of sides) {
      const make = (name: string, ...options: string[]) =>
        side.run([
          'create',
          '--name',
          `${prefix}-ps-${name}`,
          ...options,
          prefix,
          'sh',
          '-c',
          'exit 3',
        ]);
      await make('a', '--label', 'colour=red');
      await make('b', '--label', 'colour=blue', '--label', 'shape');
      await make('c', '-v', '/data', '--expose', '81');
      await side.run(['start', '-a', `${prefix}-ps-b`]);
    }
    const own = ['--filter', `name=${prefix}-ps-`];
    const cases = [
      ['-a'],
      ['-a', '--filter', 'label=colour'],
      ['-a', '--filter', 'label=colour=red'],
      ['-a', '--filter', 'label=colour', '--filter', 'label=shape'],
      ['--filter', 'status=created'],
      ['--filter', 'status=exited'],
      ['--filter', 'status=exited', '--filter', 'status=created'],
      ['--filter', 'exited=3'],
      ['--filter', 'exited=0'],
      ['-a', '--filter', `before=${prefix}-ps-b`],
      ['--filter', `before=${prefix}-ps-c`],
      ['-a', '--filter', `since=${prefix}-ps-b`],
      ['-a', '--filter', `ancestor=${prefix}`],
      ['-a', '--filter', 'ancestor=not-there'],
      ['-a', '--filter', 'volume=/data'],
      ['-a', '--filter', 'health=none'],
      ['-a', '--filter', `name=^/${prefix}-ps-a$`],
      ['-a', '--filter', 'nonsense=1'],
      ['-a', '--filter', 'status=nonsense'],
      ['-a', '--filter', 'before=not-there'],
    ];
    const format =
      '{{.Names}}\t{{.Image}}\t{{.Command}}\t{{.State}}\t{{.Labels}}\t{{.LocalVolumes}}\t{{.Ports}}';
    for (const options of cases) {
      await both(async (side) => {
        const args = ['ps', ...own, ...options, '--format', format];
        const { exitCode, stdout } = await side.run(args);
        return { options, failed: exitCode !== 0, stdout };
      });
    }
    await both(async (side) =>
      (await side.run(['ps', '-a', ...own, '-q', '--no-trunc'])).stdout.replaceAll(
        /[0-9a-f]/g,
        'x',
      ),
    );
  });

  it('diff: what a container changed', async () => {
    const script =
      'echo x > /new; rm /etc/group; mkdir -p /d/e; echo y >> /etc/passwd; chmod 700 /www; mv /root /moved; rm -r /var; mkdir /var';
    for (const side of sides) {
      await started(side, 'diff', script);
      await side.run(['wait', `${prefix}-diff`]);
    }
    await both(async (side) =>
      (await side.run(['diff', `${prefix}-diff`])).stdout.split('\n').sort(),
    );
  });

  it.each([
    ['pause', 'no-such'],
    ['rename', 'RUNNING', 'a b'],
    ['rename', 'RUNNING', 'RUNNING'],
    ['unpause', 'RUNNING'],
    ['port', 'RUNNING'],
    ['port', 'RUNNING', '80'],
    ['kill', '-s', 'FOO', 'RUNNING'],
    ['stop', '-s', 'FOO', 'RUNNING'],
    ['rm', 'RUNNING'],
    ['rm', '-f', 'no-such'],
    ['wait', 'no-such'],
    ['exec', 'RUNNING', 'sh', '-c', 'exit 7'],
    ['exec', '-w', '/tmp', '-e', 'A=b', '-u', 'www', 'RUNNING', 'sh', '-c', 'pwd; echo $A; id -u'],
    ['exec', '-d', 'RUNNING', 'true'],
    ['exec', '-d', 'RUNNING', 'no-such-command'],
    ['start', '-a', 'RUNNING', 'no-such'],
    ['top', 'no-such'],
    ['stats', '--no-stream', 'no-such'],
    ['restart', '-t', '0', 'RUNNING'],
    ['container', 'prune', '-f', '--filter', 'nonsense=1'],
  ])('%s %s %s %s: exit code and output', async (...args) => {
    await both(async (side) => {
      const container = `${prefix}-any`;
      await side.run(['rm', '-f', container]);
      await started(side, 'any', 'trap exit TERM; while :; do sleep 0.1; done');
      const words = args.map((word) => word.replaceAll('RUNNING', container));
      const { exitCode, stdout } = await side.run(words);
      return { exitCode, stdout };
    });
  });
});
