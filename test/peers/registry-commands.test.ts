import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Darkroom } from '../helpers/command-line';
import { hasRegistry, startRegistry, type TestRegistry } from '../helpers/registry';
import { isInstalled, runOk } from '../helpers/run';

const canRun = (await isInstalled('busybox')) && (await isInstalled('crun'));

describe.skipIf(!(await hasRegistry()) || !canRun)('registries on the command line', () => {
  let folder = '';
  let registry: TestRegistry;
  let darkroom: Darkroom;
  let elsewhere: Darkroom;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dr-reg-'));
    registry = await startRegistry();
    darkroom = new Darkroom(join(folder, 'a'));
    elsewhere = new Darkroom(join(folder, 'b'));
    await runOk(
      'sh',
      [
        '-c',
        'mkdir -p t/bin t/etc && cp "$(command -v busybox)" t/bin/busybox && ln -s busybox t/bin/sh && echo ID=test > t/etc/os-release && tar -C t -cf rootfs.tar . && sed "s/test/arm/" -i t/etc/os-release && tar -C t -cf arm.tar .',
      ],
      {
        cwd: folder,
      },
    );
    await darkroom.ok(['import', join(folder, 'rootfs.tar'), `${registry.host}/box:1`]);
    await darkroom.ok(['push', `${registry.host}/box:1`]);
  });
  afterAll(async () => {
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('run brings what is missing, and nothing with --pull never', async () => {
    const run = (...flags: ReadonlyArray<string>) =>
      elsewhere.run(['run', '--rm', ...flags, `${registry.host}/box:1`, 'sh', '-c', 'echo here']);
    expect(await run('--pull', 'never')).toMatchObject({ exitCode: 125, stdout: '' });
    const first = await run();
    expect(first).toMatchObject({ exitCode: 0, stdout: 'here\n' });
    expect(first.stderr).toContain(`Unable to find image '${registry.host}/box:1' locally`);
    expect(await run()).toMatchObject({ exitCode: 0, stdout: 'here\n', stderr: '' });
    expect(await run('--pull', 'always')).toMatchObject({ exitCode: 0, stdout: 'here\n' });
  });

  it('FROM brings what is missing', async () => {
    const store = new Darkroom(join(folder, 'c'));
    await writeFile(
      join(folder, 'Dockerfile'),
      `FROM ${registry.host}/box:1\nRUN echo built > /made\n`,
    );
    await store.ok(['build', '-q', '-t', 'made', '-f', join(folder, 'Dockerfile'), folder]);
    expect(await store.ok(['run', '--rm', 'made', 'sh', '-c', 'cat /made'])).toBe('built');
  });

  it('says what is wrong with a name that the registry does not have', async () => {
    const { exitCode, stderr } = await elsewhere.run(['pull', `${registry.host}/box:none`]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[IMAGE_NOT_FOUND]');
  });

  it('lists tags, with a limit', async () => {
    for (const tag of ['2', '3', '10'])
      await darkroom.ok(['push', `${registry.host}/box:1`, `${registry.host}/box:${tag}`]);
    const search = (...flags: ReadonlyArray<string>) =>
      darkroom.run(['search', '--format', '{{.Tag}}', ...flags, `${registry.host}/box`]);
    const tags = (text: string): ReadonlyArray<string> => text.trim().split('\n').sort();
    expect(tags((await search()).stdout)).toEqual(['1', '10', '2', '3']);
    const limited = await search('--limit', '2');
    expect(tags(limited.stdout)).toHaveLength(2);
    expect(limited.stderr).toContain('more than 2 tags');
  });

  it('puts images of several platforms under one name', async () => {
    const name = `${registry.host}/many:1`;
    await darkroom.ok(['import', '--platform', 'linux/arm64', join(folder, 'arm.tar'), 'arm:1']);
    await darkroom.ok(['manifest', 'create', name, `${registry.host}/box:1`, 'arm:1']);
    await darkroom.ok(['manifest', 'annotate', '--variant', 'v9', name, 'arm:1']);
    const digest = await darkroom.ok(['manifest', 'push', '--purge', name]);
    expect(digest).toMatch(/^sha256:/);
    const shown = JSON.parse(await darkroom.ok(['manifest', 'inspect', name])) as {
      manifests: { platform: object; digest: string }[];
    };
    expect(shown.manifests.map(({ platform }) => platform)).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64', variant: 'v9' },
    ]);
    const store = new Darkroom(join(folder, 'd'));
    const read = ['run', '--rm', name, 'sh', '-c', 'cat /etc/os-release'];
    expect(await store.ok(read)).toBe('ID=test');
    await store.ok(['pull', '--platform', 'linux/arm64/v9', name]);
    const [image] = JSON.parse(await store.ok(['image', 'inspect', name])) as {
      Architecture: string;
      RepoDigests: string[];
    }[];
    expect(image).toMatchObject({
      Architecture: 'arm64',
      RepoDigests: expect.arrayContaining([`${registry.host}/many@${digest}`]) as unknown,
    });
    const { stderr } = await store.run(['pull', '--platform', 'linux/s390x', name]);
    expect(stderr).toContain('There is linux/amd64, linux/arm64/v9.');
    expect(
      await runOk('skopeo', ['inspect', '--raw', '--tls-verify=false', `docker://${name}`]),
    ).toContain('application/vnd.oci.image.index.v1+json');
  });

  it('gives back root file systems for WSL and LXC', async () => {
    const name = `${registry.host}/box:1`;
    const list = async (path: string) =>
      (await runOk('tar', ['-tzf', path])).trim().split('\n').sort();
    const wsl = join(folder, 'wsl.tar.gz');
    await darkroom.ok(['export', '--format', 'wsl', '-o', wsl, name]);
    const files = ['bin/', 'bin/busybox', 'bin/sh', 'etc/', 'etc/os-release'];
    expect(await list(wsl)).toEqual(files);
    const lxc = join(folder, 'lxc.tar.gz');
    await darkroom.ok(['export', '--format', 'lxc', '-o', lxc, name]);
    const below = files.map((path) => `rootfs/${path}`);
    expect(await list(lxc)).toEqual(['metadata.yaml', 'rootfs/', ...below]);
    // Both are what import knows as a template; the files run again.
    for (const path of [wsl, lxc]) {
      await darkroom.ok(['import', path, 'again:1']);
      expect(await darkroom.ok(['run', '--rm', 'again:1', 'sh', '-c', 'echo runs'])).toBe('runs');
    }
  });

  it('sends an image to a registry under another name', async () => {
    const target = `${registry.host}/sent:1`;
    expect(await darkroom.ok(['send', `${registry.host}/box:1`, target])).toBe(target);
    await elsewhere.ok(['pull', '-q', target]);
    const ids = await Promise.all(
      [darkroom, elsewhere].map((one) =>
        one.ok([
          'images',
          '-q',
          '--no-trunc',
          one === darkroom ? `${registry.host}/box:1` : target,
        ]),
      ),
    );
    expect(ids[0]).toBe(ids[1]);
  });
});
