import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandKit, hasBusybox } from '../helpers/command-kit';
import { isInstalled } from '../helpers/run';
import { Docker26 } from './docker26';

const docker = await Docker26.find();

const dockerfile = `FROM base:1 AS build
RUN echo made > /made
FROM base:1
WORKDIR /w
COPY --from=build /made /w/
COPY f d /w/
RUN echo run > /w/run && ln /w/run /w/same && ln -s run /w/link
LABEL l=1
`;

describe.skipIf(!hasBusybox)('darkroom build, its results', () => {
  let kit: CommandKit;
  let contextPath = '';

  beforeAll(async () => {
    kit = await CommandKit.open();
    contextPath = kit.context({ Dockerfile: dockerfile, f: 'file', 'd/x': 'x' });
  });

  afterAll(() => kit?.close());

  const json = (path: string): Record<string, unknown> =>
    JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

  async function built(args: ReadonlyArray<string>): Promise<string> {
    const { exitCode, stdout, stderr } = await kit.build([...args, contextPath]);
    expect(stderr).toContain('exporting');
    expect(exitCode).toBe(0);
    return stdout;
  }

  it('writes ids and metadata with the keys of buildx', async () => {
    const [id, metadata] = [kit.path('id'), kit.path('metadata')];
    await built(['-t', 'a:1', '-t', 'x.org/b/c:2', '--iidfile', id, '--metadata-file', metadata]);
    const imageId = readFileSync(id, 'utf8');
    const inspected = await kit.darkroom.ok(['inspect', '-f', '{{.Id}}', 'a:1']);
    expect(inspected).toBe(imageId);
    const { 'containerimage.descriptor': descriptor, ...rest } = json(metadata);
    expect(descriptor).toMatchObject({ digest: rest['containerimage.digest'] });
    expect(rest).toEqual({
      'containerimage.config.digest': imageId,
      'containerimage.digest': expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      'image.name': 'docker.io/library/a:1,x.org/b/c:2',
    });
    const quiet = await kit.darkroom.ok(['build', '-q', contextPath]);
    expect(quiet).toBe(imageId);
  });

  it('exports files as a folder and as a tar, and makes no image of them', async () => {
    const images = await kit.darkroom.ok(['images', '-q']);
    const [folder, tar] = [kit.path('out'), kit.path('out.tar')];
    await built(['-o', folder, '-o', `type=tar,dest=${tar}`]);
    expect(readdirSync(join(folder, 'w')).sort()).toEqual([
      'f',
      'link',
      'made',
      'run',
      'same',
      'x',
    ]);
    expect(statSync(join(folder, 'w/run')).ino).toBe(statSync(join(folder, 'w/same')).ino);
    const listed = execFileSync('tar', ['-tf', tar], { encoding: 'utf8' });
    expect(listed).toMatch(/^w\/link$/m);
    expect(listed).not.toMatch(/\.wh\./);
    const piped = await kit.darkroom.ok(['build', '-q', '-o', '-', contextPath]);
    expect(piped).toContain('ustar');
    expect(await kit.darkroom.ok(['images', '-q'])).toBe(images);
  });

  it.skipIf(docker === null)('exports the same files as Docker 26.1', async () => {
    const theirs = kit.path('theirs');
    const ours = kit.path('ours');
    // the same base under a name of its own: others use the daemon too
    const base = 'darkroom-command-base';
    await docker?.provideBase(kit.baseTar, base);
    const files = { Dockerfile: dockerfile.replaceAll('base:1', base), f: 'file', 'd/x': 'x' };
    await docker?.exportFiles(kit.context(files), theirs);
    await built(['-o', ours]);
    const list = (folder: string) =>
      execFileSync('find', ['.', '-mindepth', '1', '-printf', '%P %y %m %l\n'], {
        cwd: folder,
        encoding: 'utf8',
      })
        .split('\n')
        .sort();
    expect(list(ours)).toEqual(list(theirs));
    execFileSync('diff', ['-r', '--no-dereference', ours, theirs]);
  });

  it('writes archives that skopeo and darkroom read, with the names given', async () => {
    const [oci, archive, layout] = [
      kit.path('oci.tar'),
      kit.path('docker.tar'),
      kit.path('layout'),
    ];
    const metadata = kit.path('metadata');
    const annotation = ['--annotation', 'org.example=yes'];
    await built(['-o', `type=oci,dest=${oci},name=x/oci:1,annotation.own=1`, ...annotation]);
    await built(['-o', `type=docker,dest=${archive},compression=uncompressed`, '-t', 'x/docker:1']);
    await built([
      ...['-o', `type=oci,tar=false,dest=${layout},name=x/zstd:1,compression=zstd`],
      ...['--metadata-file', metadata],
    ]);
    const other = await kit.otherStore();
    for (const path of [oci, archive, layout]) await other.ok(['load', '-i', path]);
    const ids = await Promise.all(
      ['x/oci:1', 'x/docker:1', 'x/zstd:1'].map((name) =>
        other.ok(['inspect', '-f', '{{.Id}}', name]),
      ),
    );
    expect(new Set(ids)).toEqual(new Set([json(metadata)['containerimage.config.digest']]));
    if (!(await isInstalled('skopeo'))) return;
    const raw = ['inspect', '--raw', `oci-archive:${oci}`];
    const manifest = execFileSync('skopeo', raw, { encoding: 'utf8' });
    expect(JSON.parse(manifest)).toMatchObject({ annotations: { 'org.example': 'yes', own: '1' } });
    const layers = ['inspect', '-f', '{{len .Layers}}', `docker-archive:${archive}`];
    expect(execFileSync('skopeo', layers, { encoding: 'utf8' }).trim()).toBe('5');
  });

  it('refuses targets that are something else, before anything runs', async () => {
    const file = kit.path('file');
    writeFileSync(file, '');
    for (const output of [file, `type=tar,dest=${kit.folder}`, `type=oci,dest=${kit.folder}`]) {
      const { exitCode, stderr } = await kit.build(['-o', output, contextPath]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/INVALID_ARGUMENT/);
      expect(stderr).not.toContain('RUN');
    }
  });

  it('leaves nothing of an output behind when the build fails', async () => {
    const failing = kit.context({ Dockerfile: 'FROM base:1\nRUN exit 3\n' });
    const tar = kit.path('failed.tar');
    const { exitCode, stderr } = await kit.build(['-o', `type=tar,dest=${tar}`, failing]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/#\d+ ERROR: process "\/bin\/sh -c exit 3"/);
    expect(existsSync(tar)).toBe(false);
  });

  it('hands its cache to another store, whole or only that of the result', async () => {
    const cache = kit.path('cache');
    await built(['--cache-to', `type=local,dest=${cache},mode=max`]);
    await built(['--cache-to', `type=local,dest=${cache},tag=small,compression=uncompressed`]);
    const cached = async (source: string) => {
      const other = await kit.otherStore();
      const args = ['build', '--progress', 'plain', '--cache-from', source, contextPath];
      const { stderr, exitCode } = await other.run(args);
      expect(exitCode).toBe(0);
      return stderr.match(/CACHED/g)?.length ?? 0;
    };
    expect(await cached(`type=local,src=${cache}`)).toBe(5);
    // without the first stage's RUN nobody knows what COPY --from copies
    expect(await cached(`type=local,src=${cache},tag=small`)).toBeLessThan(5);
    expect(await cached(`type=local,src=${kit.folder}/none`)).toBe(0);
    for (const name of readdirSync(join(cache, 'blobs/sha256'))) {
      const path = join(cache, 'blobs/sha256', name);
      if (statSync(path).size > 1500) writeFileSync(path, 'damaged');
    }
    expect(await cached(`type=local,src=${cache}`)).toBeLessThan(5);
  });

  it('gives the same digests in two stores with SOURCE_DATE_EPOCH and rewrite-timestamp', async () => {
    const epoch = ['--build-arg', 'SOURCE_DATE_EPOCH=1700000000', '-o'];
    const digests: unknown[] = [];
    for (let round = 0; round < 2; round += 1) {
      const other = await kit.otherStore();
      const metadata = kit.path('metadata');
      const output = 'type=image,name=same:1,rewrite-timestamp=true';
      const args = ['build', '--metadata-file', metadata, ...epoch, output, contextPath];
      await other.ok(args);
      digests.push(json(metadata)['containerimage.digest']);
      const tar = kit.path('same.tar');
      await other.ok([
        'build',
        ...epoch,
        `type=oci,dest=${tar},rewrite-timestamp=true`,
        contextPath,
      ]);
      digests.push(execFileSync('sha256sum', [tar], { encoding: 'utf8' }).slice(0, 64));
      const config = JSON.parse(await other.ok(['inspect', 'same:1'])) as Array<{
        Created: string;
      }>;
      expect(config[0]?.Created).toBe('2023-11-14T22:13:20Z');
      // a second later everything that is not pinned has another time
      await new Promise((done) => setTimeout(done, 1100));
    }
    expect(digests[2]).toBe(digests[0]);
    expect(digests[3]).toBe(digests[1]);
  });

  it('shows and prunes the build cache', async () => {
    const store = await kit.otherStore();
    const one = kit.context({
      Dockerfile:
        'FROM base:1\nRUN --mount=type=cache,target=/c,id=mine echo x > /c/f && echo > /y\n',
    });
    await store.ok(['build', '-q', one]);
    const shown = await store.ok(['builder', 'du', '--verbose']);
    expect(shown).toMatch(/Description:\tcache mount mine\nType:\t\texec.cachemount/);
    expect(shown).toMatch(/Description:\tRUN [^]*Total:/);
    const none = await store.ok(['builder', 'prune', '-f', '--filter', 'until=24h']);
    expect(none).toBe('Total:\t0B');
    const mounts = await store.ok(['buildx', 'prune', '-f', '--filter', 'type=exec.cachemount']);
    expect(mounts).toMatch(/Total:\t2B/);
    expect(await store.ok(['builder', 'prune', '-f'])).toBe('Total:\t0B');
    await store.ok(['builder', 'prune', '-a', '-f']);
    expect(await store.ok(['builder', 'du'])).toMatch(/Total:\t\t0B/);
    rmSync(one, { recursive: true });
  });
});
