import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busyboxTemplate, staticBusybox } from '../helpers/busybox';
import { darkroomPath } from '../helpers/command-line';
import { dockerPeer } from '../helpers/peers';
import { hasRegistry, startRegistry, type TestRegistry } from '../helpers/registry';
import type { RunResult } from '../helpers/run';
import { currentUser } from '../e2e/harness/ordinary-user';
import { SandboxHost } from '../sandbox/sandbox-host';

const docker = await dockerPeer('docker 26.1');
const prefix = `darkroom-events-${process.pid}`;
const names = {
  image: `${prefix}:1`,
  one: `${prefix}-one`,
  two: `${prefix}-two`,
  volume: `${prefix}-v`,
};

/** What both do, in order, with an archive of the image, a file to copy and a registry. */
const story = (
  file: string,
  copied: string,
  host: string,
): ReadonlyArray<ReadonlyArray<string>> => [
  ['volume', 'create', names.volume],
  [
    'create',
    '--name',
    names.one,
    '--network',
    'none',
    '-l',
    'tier=web',
    names.image,
    'sleep',
    '1000',
  ],
  ['cp', copied, `${names.one}:/root/`],
  ['start', names.one],
  ['cp', copied, `${names.one}:/tmp/again`],
  ['cp', `${names.one}:/etc/passwd`, `${copied}.passwd`],
  ['export', '-o', `${copied}.tar`, names.one],
  ['exec', names.one, 'sh', '-c', 'exit 3'],
  ['pause', names.one],
  ['unpause', names.one],
  ['rename', names.one, names.two],
  ['commit', '--pause=false', '-m', 'a note', names.two, `${prefix}:2`],
  ['kill', '-s', 'USR1', names.two],
  ['restart', '-t', '0', names.two],
  ['stop', '-t', '0', names.two],
  ['rm', names.two],
  ['run', '--rm', '--network', 'none', '--name', names.one, names.image, 'false'],
  ['run', '-d', '--network', 'none', '--name', names.one, names.image, 'sleep', '1000'],
  ['rm', '-f', names.one],
  ['create', '--name', names.one, '--network', 'none', names.image, '/no/such/command'],
  ['start', names.one],
  ['rm', names.one],
  ...[':ro', ''].map((mode) => [
    ...['run', '--rm', '--network', 'none', '--name', names.one],
    ...['-v', `${names.volume}:/data${mode}`, names.image, 'true'],
  ]),
  ['container', 'prune', '-f', '--filter', `label=${prefix}`],
  ['volume', 'prune', '-f', '--filter', `label=${prefix}`],
  ['tag', names.image, `${host}/${prefix}:1`],
  ['push', `${host}/${prefix}:1`],
  ['rmi', `${host}/${prefix}:1`],
  ['pull', `${host}/${prefix}:1`],
  ['rmi', `${host}/${prefix}:1`],
  ['tag', names.image, `${prefix}:3`],
  ['save', '-o', file, names.image],
  ['rmi', `${prefix}:3`],
  ['rmi', `${prefix}:2`],
  ['load', '-i', file],
  ['volume', 'rm', names.volume],
];

/**
 * Not told by ours: networks, which are no objects here. A commit holds a container still for so short
 * that it never counts as paused. What is pruned has no name, and here nothing is.
 */
const compared = (line: string) =>
  (line.includes(prefix) || / (container|volume) prune /.test(line)) &&
  !/ network /.test(line) &&
  !line.includes('-probe');

/** Without times, ids by the order in which they come up. */
function normal(text: string): string[] {
  const known = new Map<string, string>();
  const lines = text
    .split('\n')
    .filter(compared)
    .map((line) =>
      line
        .replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(Z|[+-]\d\d:\d\d) /, '')
        .replace(/execDuration=\d+/, 'execDuration=…')
        .replaceAll(/(sha256:)?[0-9a-f]{64}/g, (id) => {
          if (!known.has(id)) known.set(id, `<${known.size + 1}>`);
          return known.get(id) ?? '';
        }),
    );
  // Docker tells that it has stopped a container before or after that the container died.
  const isStop = (line: string) => line.startsWith('container stop ');
  return [...lines.filter((line) => !isStop(line)), ...lines.filter(isStop)];
}

describe.skipIf(docker === null || staticBusybox() === null || !(await hasRegistry()))(
  'events beside Docker 26.1',
  () => {
    let folder = '';
    let host: SandboxHost;
    let registry: TestRegistry;
    let told = { ours: '', theirs: '' };
    let followed = '';
    let since = '';
    let until = '';
    const ours = (args: ReadonlyArray<string>) => host.darkroom(args);
    const theirs = (args: ReadonlyArray<string>): Promise<RunResult> => {
      if (docker === null) throw new Error('no docker');
      return docker.run(args);
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'darkroom-events-'));
      host = await SandboxHost.create(currentUser());
      registry = await startRegistry();
      const tar = join(folder, 'base.tar');
      await busyboxTemplate(folder, tar);
      for (const program of [ours, theirs]) await program(['import', tar, names.image]);
      const follower = spawn(darkroomPath, ['events', '--filter', 'type=container'], {
        env: {
          ...process.env,
          DARKROOM_ROOT: host.root,
          ELECTRON_RUN_AS_NODE: undefined,
          XDG_RUNTIME_DIR: undefined,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      follower.stdout.on('data', (data: Buffer) => (followed += data.toString()));
      // What is followed begins when it is there to be followed.
      while (!followed.includes('probe')) {
        await ours(['create', '--name', `${prefix}-probe`, names.image, 'true']);
        await ours(['rm', `${prefix}-probe`]);
      }
      since = String(Math.floor(Date.now() / 1000));
      await Promise.all(
        [ours, theirs].map(async (program, index) => {
          const copied = join(folder, `copied-${index}`);
          await writeFile(copied, 'hello\n');
          const { host: registryHost } = registry;
          const acts = story(join(folder, `${index}.tar`), copied, registryHost);
          for (const args of acts) await program(args);
        }),
      );
      until = String(Math.ceil(Date.now() / 1000));
      const [mine, other] = await both([]);
      told = { ours: mine, theirs: other };
      follower.kill('SIGTERM');
    });

    afterAll(async () => {
      await theirs(['rm', '-f', names.one, names.two]);
      await theirs(['rmi', '-f', `${prefix}:1`, `${prefix}:2`, `${prefix}:3`]);
      await theirs(['volume', 'rm', '-f', names.volume]);
      await host?.dispose();
      await registry?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('tells the same of the same', () => {
      expect(normal(told.ours)).toEqual(normal(told.theirs));
      expect(normal(told.ours).length).toBeGreaterThan(30);
    });

    it('told who followed when it happened', () => {
      const past = told.ours
        .split('\n')
        .filter((line) => compared(line) && line.includes(' container '));
      expect(followed.split('\n').filter(compared).sort()).toEqual([...past].sort());
    });

    const filters: ReadonlyArray<ReadonlyArray<string>> = [
      ['event=die'],
      ['event=exec_create'],
      ['type=volume'],
      [`container=${names.one}`],
      [`image=${prefix}`, 'event=create'],
      [`image=${prefix}:1`, 'event=start'],
      ['label=tier=web', 'event=start'],
      ['label=tier', 'event=stop', 'event=die'],
      ['scope=swarm'],
    ];
    const formats = [
      '{{.Type}}|{{.Action}}|{{.Status}}|{{.From}}|{{.Scope}}|{{.Actor.Attributes.name}}|{{.Actor.Attributes.image}}',
      'json',
    ];

    it.each(filters.map((filter) => [filter.join(' '), filter] as const))(
      'leaves in by %s what Docker does',
      async (_name, filter) => {
        const [mine, other] = await both(filter.flatMap((text) => ['--filter', text]));
        expect(normal(mine)).toEqual(normal(other));
      },
    );

    it.each(formats)('writes %s as Docker does', async (format) => {
      const [mine, other] = await both(['--filter', 'event=start', '--format', format]);
      const bare = (text: string) =>
        normal(text).map((line) => line.replaceAll(/"time(Nano)?":\d+/g, '"time":…'));
      expect(bare(mine)).toEqual(bare(other));
      expect(bare(mine).length).toBeGreaterThan(2);
    });

    it('refuses a filter that there is none of, which Docker passes over', async () => {
      const { exitCode, stderr } = await ours([
        'events',
        '--until',
        '0s',
        '--filter',
        'colour=red',
      ]);
      expect(exitCode).toBe(1);
      expect(stderr).toContain("invalid filter 'colour'");
    });

    it('tells when a container becomes healthy, and when no more', async () => {
      const from = String(Math.floor(Date.now() / 1000));
      const name = `${prefix}-health`;
      const check = ['--health-cmd', 'test ! -e /sick', '--health-interval', '200ms'];
      const options = [
        '-d',
        '--network',
        'none',
        '--name',
        name,
        ...check,
        '--health-retries',
        '1',
      ];
      await Promise.all(
        [ours, theirs].map(async (program) => {
          const becomes = (status: string) =>
            expect
              .poll(
                async () =>
                  (
                    await program(['inspect', '-f', '{{.State.Health.Status}}', name])
                  ).stdout.trim(),
                { timeout: 20_000 },
              )
              .toBe(status);
          await program(['run', ...options, names.image, 'sleep', '1000']);
          await becomes('healthy');
          await program(['exec', name, 'touch', '/sick']);
          await becomes('unhealthy');
          await program(['rm', '-f', name]);
        }),
      );
      const end = String(Math.ceil(Date.now() / 1000));
      const args = ['events', '--since', from, '--until', end, '--filter', 'event=health_status'];
      const [mine, other] = await Promise.all([ours(args), theirs(args)]);
      expect(normal(mine.stdout)).toEqual(normal(other.stdout));
      expect(normal(mine.stdout)).toHaveLength(2);
    });

    // Its `top` needs the host's ps, and a prune of its images would be one of everybody's.
    it('tells of a look at the processes, and of what pruning frees', async () => {
      const from = String(Math.floor(Date.now() / 1000));
      const name = `${prefix}-top`;
      await ours(['run', '-d', '--network', 'none', '--name', name, names.image, 'sleep', '1000']);
      for (const args of [
        ['top', name],
        ['rm', '-f', name],
      ])
        await ours(args);
      for (const what of ['image', 'builder']) await ours([what, 'prune', '-f']);
      const { stdout } = await ours(['events', '--since', from, '--until', '0s']);
      const acts = stdout.split('\n').map((line) => line.split(' ').slice(1, 3).join(' '));
      expect(acts.filter((act) => / (top|prune)$/.test(act))).toEqual([
        'container top',
        'image prune',
        'builder prune',
      ]);
      expect(stdout).toMatch(/image prune {2}\(reclaimed=\d+\)/);
    });

    async function both(options: ReadonlyArray<string>): Promise<[string, string]> {
      const args = ['events', '--since', since, '--until', until, ...options];
      const [mine, other] = await Promise.all([ours(args), theirs(args)]);
      return [mine.stdout, other.stdout];
    }
  },
);
