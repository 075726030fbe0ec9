import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LayerEntry } from '../../shared/model/layer';
import { dockerPeer } from '../helpers/peers';
import { debianTemplate, templateObstacle } from '../helpers/template';
import { openArchive, readLayer } from './layer-of';
import { SandboxHost, sandboxUsers } from './sandbox-host';

const obstacle = await templateObstacle();
const docker = await dockerPeer('docker 26.1');
const users = await sandboxUsers();
const image = 'darkroom-test/changes';

interface Committed {
  readonly layer: ReadonlyArray<LayerEntry>;
  readonly diff: string;
  readonly config: Record<string, unknown>;
}

const startSeconds = Date.now() / 1000;
const daySeconds = 86_400;

/**
 * An entry as Docker's layers have it: without fractions of a second and without the attributes that
 * users set, both of which Docker loses; without what differs from run to run.
 */
function comparable(entry: LayerEntry) {
  const { path, kind, mode, uid, gid, sizeBytes, link, deviceMajor, deviceMinor, digest } = entry;
  if (kind === 'whiteout' || kind === 'opaque') return { path, kind };
  // Times that the script set or that came with the image; others are those of the run.
  const fixed = Math.abs(entry.mtimeSeconds - startSeconds) > daySeconds;
  const mtimeSeconds = fixed ? entry.mtimeSeconds : null;
  const capability = entry.xattrs?.['security.capability'];
  const common = { path, kind, mode, uid, gid, sizeBytes, mtimeSeconds };
  return { ...common, link, deviceMajor, deviceMinor, digest, capability };
}

/** Docker marks every new folder opaque; it means something only where the image has the folder. */
function withoutIdleMarks(
  layer: ReadonlyArray<LayerEntry>,
  base: ReadonlySet<string>,
): LayerEntry[] {
  return layer.filter((entry) => entry.kind !== 'opaque' || base.has(entry.path));
}

const key = (entry: LayerEntry) => `${entry.path}\0${entry.kind === 'opaque' ? 1 : 0}`;
const byPath = (a: LayerEntry, b: LayerEntry) => (key(a) < key(b) ? -1 : 1);

describe.skipIf(obstacle !== null || docker === null)('a snapshot beside docker commit', () => {
  let folder = '';
  let script = '';
  let base: ReadonlySet<string> = new Set();
  let tar = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-peer-'));
    script = await readFile(join(__dirname, 'changes.sh'), 'utf8');
    ({ tar } = await debianTemplate());
    base = new Set(
      (await readLayer(tar)).filter((entry) => entry.kind === 'directory').map(({ path }) => path),
    );
    await docker?.docker('import', tar, image);
  });

  afterAll(async () => {
    await docker?.docker('rmi', '-f', image, `${image}-done`);
    await rm(folder, { recursive: true, force: true });
  });

  async function byDocker(devices: boolean): Promise<Committed> {
    if (docker === null) throw new Error('no docker');
    const env = `DEVICES=${devices ? 1 : 0}`;
    const name = `darkroom-changes-${process.pid}-${devices ? 1 : 0}`;
    await docker.docker(
      'run',
      '--name',
      name,
      '--network',
      'none',
      '-e',
      env,
      image,
      '/bin/sh',
      '-c',
      script,
    );
    const diff = await docker.docker('diff', name);
    await docker.docker('commit', '-m', 'note', '-a', 'leon', name, `${image}-done`);
    const work = await mkdtemp(join(folder, 'docker-'));
    await docker.docker('save', '-o', join(work, 'image.tar'), `${image}-done`);
    await docker.docker('rm', name);
    return { diff, ...(await lastLayer(work)) };
  }

  async function byDarkroom(host: SandboxHost, devices: boolean): Promise<Committed> {
    await host.ok(['import', tar, image]);
    const env = `DEVICES=${devices ? 1 : 0}`;
    await host.ok(['run', '--name', 'changes', '-e', env, image, '/bin/sh', '-c', script]);
    const diff = await host.ok(['diff', 'changes']);
    await host.ok(['commit', '-m', 'note', '-a', 'leon', 'changes', `${image}-done`]);
    const work = join(host.folder, 'saved');
    await host.ok(['save', '-o', join(host.folder, 'image.tar'), `${image}-done`]);
    await mkdir(work);
    return { diff, ...(await lastLayer(work, join(host.folder, 'image.tar'))) };
  }

  async function lastLayer(work: string, archive = join(work, 'image.tar')) {
    const { config, layers } = await openArchive(archive, work);
    const layer = await readLayer(layers.at(-1) ?? '');
    return { layer, config };
  }

  it.each(users.map((user) => [user.kind, user] as const))(
    'has the same entries and the same diff (%s)',
    async (kind, user) => {
      const devices = kind === 'root';
      const theirs = await byDocker(devices);
      const host = await SandboxHost.create(user);
      try {
        const ours = await byDarkroom(host, devices);
        const sorted = (layer: ReadonlyArray<LayerEntry>) =>
          [...layer].sort(byPath).map(comparable);
        expect(sorted(ours.layer)).toEqual(sorted(withoutIdleMarks(theirs.layer, base)));
        const lines = (text: string) => text.trim().split('\n').sort();
        expect(lines(ours.diff)).toEqual(lines(theirs.diff));
        expect(ours.layer.length).toBeGreaterThan(60);
        expect(ours.layer.find(({ path }) => path === 'attributes')).toMatchObject({
          mtimeNanos: 789012345,
          xattrs: { 'user.note': 'dgBhbA==' },
        });
      } finally {
        await host.dispose();
      }
    },
  );
});
