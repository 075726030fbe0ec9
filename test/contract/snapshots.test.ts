import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommitOptions } from '../../shared/model/container';
import { ContractHost, contractNames, present, quietWork } from './engines';

const part = 'a1B2c3D4e5F6';
const token = `ghp_${part.repeat(3)}`;
const signal = new AbortController().signal;
const script = [
  'echo changed > /etc/os-release',
  'rm /etc/group',
  'mkdir -p /srv/app/cache',
  'echo kept > /srv/app/kept',
  'echo left > /srv/app/cache/left',
  'ln /srv/app/cache/left /srv/app/twin',
  // Put together in the container: the command itself, which the image keeps, holds no secret.
  `echo token=ghp_${part}'${part}${part}' > /srv/token`,
  'echo data > /data/file',
  'sleep 100000',
].join('; ');

describe.each(contractNames)('snapshots of %s', (name) => {
  describe.skipIf(!present.has(name))('are', () => {
    let host: ContractHost;
    let id = '';
    let containerName = '';
    const containers = () => host.engine.containers;
    const commit = (options: Partial<CommitOptions>) =>
      containers().commit({ container: id, ...options }, quietWork());
    const read = async (image: string, path: string) =>
      Buffer.from(await host.engine.images.readFile(image, path, 1000)).toString();
    const names = async (image: string, path: string) =>
      (await host.engine.images.tree(image, null, path)).map((node) => node.name);

    beforeAll(async () => {
      host = await ContractHost.open(name);
      const image = await host.importBase();
      containerName = `${host.prefix}-snapshots`;
      const created = await containers().create({
        image,
        name: containerName,
        command: ['sh', '-c', script],
        network: 'host',
        mounts: [{ kind: 'volume', name: null, target: '/data', readOnly: false }],
      });
      id = created.id;
      await containers().start(id);
    });
    afterAll(() => host.close());

    it('reviewed: changes with kinds and sizes, volumes', async () => {
      const volumes = async () => (await containers().review(id, signal)).volumes.length;
      // The last that the script writes.
      await expect.poll(volumes, { timeout: 20_000 }).toBe(1);
      const review = await containers().review(id, signal);
      const changes = Object.fromEntries(
        review.changes.map(({ path, kind, entryKind }) => [
          path,
          kind === 'deleted' ? kind : `${kind} ${entryKind}`,
        ]),
      );
      expect(changes).toMatchObject({
        '/etc/os-release': 'changed file',
        '/etc/group': 'deleted',
        '/srv/app': 'added directory',
        '/srv/app/kept': 'added file',
      });
      expect(review.changes.find(({ path }) => path === '/srv/app/kept')?.sizeBytes).toBe(5);
      expect(review.volumes).toEqual([
        { target: '/data', changedCount: 1, changedBytes: 5, sizeBytes: 5 },
      ]);
    });

    it('searched for secrets, whose values stay masked', async () => {
      const found = await containers().findSecrets(id, signal);
      expect(found.map(({ path, line }) => [path, line])).toEqual([['/srv/token', 1]]);
      expect(JSON.stringify(found)).not.toContain(token);
      await expect(commit({})).rejects.toMatchObject({ code: 'SECRETS_FOUND' });
    });

    it('compared file by file with the image', async () => {
      const diff = await containers().fileDiff(id, '/etc/os-release', signal);
      expect(diff).toMatchObject({ kind: 'text', beforeBytes: 12, afterBytes: 8 });
      expect(diff.unified).toContain('-ID=contract');
      expect(diff.unified).toContain('+changed');
      expect(await containers().fileDiff(id, '/etc/group', signal)).toMatchObject({
        kind: 'text',
        afterBytes: null,
      });
      expect(await containers().fileDiff(id, '/srv/app', signal)).toMatchObject({
        kind: 'no-file',
      });
    });

    it('made without what is left out', async () => {
      const reference = `${host.prefix}:without`;
      const result = await commit({
        reference,
        message: 'without',
        exclude: ['/srv/token', '/srv/app/cache/**'],
        changes: ['ENV MORE=1'],
      });
      expect(result.volumesLeftOut.map(({ target }) => target)).toEqual(['/data']);
      expect(await names(reference, 'srv')).toEqual(['app']);
      expect((await names(reference, 'srv/app')).sort()).toEqual(['cache', 'kept', 'twin']);
      expect(await names(reference, 'srv/app/cache')).toEqual([]);
      // A hard link keeps its content when the other name is left out.
      expect(await read(reference, '/srv/app/twin')).toBe('left\n');
      expect(await read(reference, '/etc/os-release')).toBe('changed\n');
      expect(await names(reference, 'etc')).not.toContain('group');
      const image = await host.engine.images.inspect(reference);
      expect(image.id).toBe(result.imageId);
      expect(image.config.rootfs.diff_ids.at(-1)).toBe(result.diffId);
      expect(image.config.config.Env).toContain('MORE=1');
      expect(image.config.history.at(-1)?.comment).toBe('without');
      const output = await host.ok('run', '--rm', reference, 'cat', '/srv/app/twin');
      expect(output).toBe('left');
      expect((await containers().inspect(id)).state).toBe('running');
    });

    it('made with the data of a volume', async () => {
      const reference = `${host.prefix}:volume`;
      const result = await commit({ reference, includeVolumes: 'all', exclude: ['/srv/token'] });
      expect(result.volumesLeftOut).toEqual([]);
      expect(await read(reference, '/data/file')).toBe('data\n');
      await expect(commit({ includeVolumes: ['/none'] })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    });

    it('kept to rules, and told in which order they were made', async () => {
      await host.ok('exclude', 'add', '--container', containerName, '/srv/token');
      const { rules, leftOut } = await containers().review(id, signal);
      expect(rules.map(({ pattern }) => pattern)).toEqual(['/srv/token']);
      expect(leftOut).toEqual(['/srv/token']);
      const { imageId } = await commit({ reference: `${host.prefix}:ruled` });
      expect(await names(imageId, 'srv')).toEqual(['app']);
      const line = await containers().timeline(containerName);
      expect(line.map(({ message }) => message)).toEqual(['without', '', '']);
      expect(line.at(-1)).toMatchObject({ imageId, names: [`${host.prefix}:ruled`] });
    });

    it('the same of many changes, which are read all at once', async () => {
      const many = 'for i in $(seq 220); do echo line $i > /tmp/f$i; done';
      await host.ok('exec', id, 'sh', '-c', many);
      const { changes } = await containers().review(id, signal);
      expect(changes.find(({ path }) => path === '/tmp/f220')?.sizeBytes).toBe(9);
      const reference = `${host.prefix}:many`;
      await commit({ reference, exclude: ['/tmp/f1*', '/srv/app/cache/**'] });
      const kept = await names(reference, 'tmp');
      expect(kept).toHaveLength(220 - 111);
      expect(kept).not.toContain('f10');
      expect(await read(reference, '/tmp/f220')).toBe('line 220\n');
      expect(await read(reference, '/srv/app/twin')).toBe('left\n');
      expect(await names(reference, 'etc')).not.toContain('group');
    });
  });
});
