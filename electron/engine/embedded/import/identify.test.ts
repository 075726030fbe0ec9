import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from '../../../oci/layer/tar-test-kit';
import { identify } from './identify';
import { rootfsTar } from './import-kit';
import { nameFromFile } from './name-hint';

let folder = '';
const signal = new AbortController().signal;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'darkroom-identify-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const dockerList = JSON.stringify([{ Config: 'x', RepoTags: ['my/app:1'], Layers: ['a', 'b'] }]);
const index = JSON.stringify({
  manifests: [
    {
      digest: 'a',
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      annotations: { 'io.containerd.image.name': 'docker.io/library/x:2' },
    },
    { digest: 'b', platform: { os: 'unknown', architecture: 'unknown' } },
  ],
});

describe('identify', () => {
  for (const tool of [null, 'gzip', 'xz', 'bzip2', 'zstd']) {
    it(`a root file system: ${tool ?? 'plain'}`, async () => {
      const tar = rootfsTar();
      const packed = tool === null ? tar : execFileSync(tool, ['-c'], { input: tar });
      expect(await identify(put('some.tar', packed), signal)).toMatchObject({
        kind: 'rootfs',
        compression: { gzip: 'gzip', xz: 'xz', bzip2: 'bzip2', zstd: 'zstd' }[tool ?? ''] ?? 'none',
        sizeBytes: packed.length,
        prefix: '',
        distribution: 'Alpine Linux',
        architecture: 'arm64',
        suggestedName: 'alpine:3.20',
        suggestedCommand: '/bin/sh',
      });
    });
  }

  it('a large one quickly, and a name from its file name', async () => {
    const path = put(
      'ubuntu-14.04-x86_64-minimal.tar.gz',
      execFileSync('gzip', ['-1c'], {
        input: tarOf(
          { path: 'usr', kind: 'directory' },
          { path: 'usr/big', content: Buffer.alloc(60_000_000, 7) },
        ),
        maxBuffer: 1 << 28,
      }),
    );
    const startedAt = performance.now();
    expect(await identify(path, signal)).toMatchObject({
      kind: 'rootfs',
      suggestedName: 'ubuntu:14.04',
    });
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  const cases: ReadonlyArray<readonly [string, () => string, object]> = [
    [
      'a system below rootfs/',
      () => put('lxd.tar', rootfsTar('rootfs/', { path: 'metadata.yaml', content: 'x' })),
      { kind: 'rootfs', prefix: 'rootfs/' },
    ],
    [
      'a docker archive',
      () =>
        put(
          'd.tar',
          tarOf(
            { path: `${'a'.repeat(64)}.json`, content: '{}' },
            { path: 'manifest.json', content: dockerList },
          ),
        ),
      {
        kind: 'docker-archive',
        names: ['my/app:1'],
        images: [{ names: ['my/app:1'], layerCount: 2, platform: '' }],
      },
    ],
    [
      'an OCI archive',
      () =>
        put(
          'o.tar',
          tarOf({ path: 'oci-layout', content: '{}' }, { path: 'index.json', content: index }),
        ),
      {
        kind: 'oci-archive',
        names: ['x:2'],
        images: [{ names: ['x:2'], layerCount: null, platform: 'linux/arm64/v8' }],
      },
    ],
    [
      'an OCI folder',
      () => dirname([put('oci/index.json', index), put('oci/oci-layout', '{}')][0] ?? ''),
      { kind: 'oci-archive', names: ['x:2'] },
    ],
    [
      'a Dockerfile',
      () => put('web app/Dockerfile', 'FROM x\n'),
      { kind: 'dockerfile', suggestedName: 'web:latest' },
    ],
    [
      'a Dockerfile of another name',
      () => put('p/build.txt', '# syntax\n\nFROM x\nRUN y\n'),
      { kind: 'dockerfile' },
    ],
    [
      'a folder with a Dockerfile',
      () => dirname(put('app/Dockerfile', 'FROM x\n')),
      { kind: 'build-context', suggestedName: 'app:latest' },
    ],
    ['a text', () => put('a.txt', 'hello\n'), { kind: 'unknown', reason: 'It is a text file.' }],
    [
      'a zip',
      () => put('a.zip', 'PK\x03\x04..........'),
      { kind: 'unknown', reason: 'It is a zip archive.' },
    ],
    [
      'a package',
      () => put('a.deb', '!<arch>\ndebian-binary   '),
      { kind: 'unknown', reason: 'It is a Debian package.' },
    ],
    ['an empty file', () => put('e', ''), { kind: 'unknown', reason: 'It is an empty file.' }],
    [
      'a tar of texts',
      () => put('t.tar', tarOf({ path: 'a.txt', content: 'x' })),
      { kind: 'unknown' },
    ],
    [
      'a missing file',
      () => join(folder, 'none'),
      { kind: 'unknown', reason: expect.stringContaining('no such file') },
    ],
    [
      'an empty folder',
      () => dirname(put('empty/.keep', '')),
      { kind: 'unknown', reason: 'It is a folder without a Dockerfile.' },
    ],
    [
      'a hostile tar',
      () => put('h.tar', tarOf({ path: '../x', content: 'x' })),
      { kind: 'unknown', reason: expect.stringContaining('..') },
    ],
  ];
  for (const [name, make, expected] of cases) {
    it(name, async () => expect(await identify(make(), signal)).toMatchObject(expected));
  }

  it('stops when cancelled', async () => {
    await expect(identify(folder, AbortSignal.abort())).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });
});

describe('nameFromFile', () => {
  for (const [file, name] of [
    ['ubuntu-14.04-x86_64-minimal.tar.gz', 'ubuntu:14.04'],
    ['debian-12-minbase.tar', 'debian:12'],
    ['rootfs.tar.xz', 'rootfs:latest'],
    ['Alpine-MiniRootFS-3.20.1-x86_64.tar.gz', 'alpine:3.20.1'],
    ['中文.tar', 'image:latest'],
    ['..tar', 'image:latest'],
  ]) {
    it(`${file} is ${name}`, () => expect(nameFromFile(file ?? '')).toBe(name));
  }
});
