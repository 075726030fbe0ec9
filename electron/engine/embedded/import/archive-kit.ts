import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { tarOf, type TarPart } from '../../../oci/layer/tar-test-kit';

/** For tests: one image of two layers, in every form that archives have it. */
export const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const layer = tarOf({ path: 'etc', kind: 'directory' }, { path: 'etc/a', content: 'hello' });
export const upper = tarOf({ path: 'etc/.wh.a' }, { path: 'b', content: 'x' });
export const config = Buffer.from(
  JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    unusual: 'kept as it is',
    config: { Cmd: ['sh'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${hex(layer)}`, `sha256:${hex(upper)}`] },
    history: [{ created_by: 'one' }, { created_by: 'two' }],
  }),
);

export interface SampleChange {
  readonly config?: Buffer;
  readonly upper?: Uint8Array;
  readonly names?: unknown;
}

export const oldDocker = (change?: SampleChange): Buffer => tarOf(...oldDockerParts(change));

/** docker save before 25: a folder per layer, equal layers as links, the list at the end. */
export function oldDockerParts(change: SampleChange = {}): ReadonlyArray<TarPart> {
  const bytes = change.config ?? config;
  const list = [
    {
      Config: `${hex(bytes)}.json`,
      RepoTags: change.names ?? ['my/app:1', 'my/app:2'],
      Layers: ['1/layer.tar', '2/layer.tar'],
    },
  ];
  return [
    { path: '3/layer.tar', content: layer },
    { path: '1', kind: 'directory' },
    { path: '1/layer.tar', kind: 'symlink', link: '../3/layer.tar' },
    { path: '2/layer.tar', content: change.upper ?? upper },
    { path: `${hex(bytes)}.json`, content: bytes },
    { path: 'manifest.json', content: JSON.stringify(list) },
  ];
}

/** docker save since 25, without the OCI lists beside. */
export function newDockerParts(): ReadonlyArray<TarPart> {
  const [Config = '', ...Layers] = [config, layer, upper].map(
    (bytes) => `blobs/sha256/${hex(bytes)}`,
  );
  const list = [{ Config, RepoTags: ['my/app:1'], Layers }];
  return [
    ...[config, layer, upper].map((content) => ({ path: `blobs/sha256/${hex(content)}`, content })),
    { path: 'manifest.json', content: JSON.stringify(list) },
  ];
}

/** What podman and skopeo write for docker: layers named by their diffID, and the older names as links. */
export function podmanParts(): ReadonlyArray<TarPart> {
  const Layers = [layer, upper].map((bytes) => `${hex(bytes)}.tar`);
  const list = [{ Config: `${hex(config)}.json`, RepoTags: ['my/app:1'], Layers }];
  return [
    { path: Layers[0] ?? '', content: layer },
    { path: `${'a'.repeat(64)}/layer.tar`, kind: 'symlink', link: `../${Layers[0] ?? ''}` },
    { path: Layers[1] ?? '', content: upper },
    { path: `${hex(config)}.json`, content: config },
    { path: 'manifest.json', content: JSON.stringify(list) },
  ];
}

/** docker before 1.10: no list but names, the layers a chain. */
export function oldestDocker(): ReadonlyArray<TarPart> {
  const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
  const command = { Cmd: ['/bin/sh', '-c', 'x'] };
  const upperJson = { id: two, parent: one, architecture: 'amd64', config: { Cmd: ['sh'] } };
  return [
    { path: `${one}/json`, content: JSON.stringify({ id: one, container_config: command }) },
    { path: `${one}/layer.tar`, content: layer },
    { path: `${two}/json`, content: JSON.stringify(upperJson) },
    { path: `${two}/layer.tar`, content: upper },
    { path: 'repositories', content: JSON.stringify({ old: { v1: two } }) },
  ];
}

/** An OCI layout with a gzip layer, behind a nested index, beside an attestation. */
export function ociParts(): ReadonlyArray<TarPart> {
  const packed = execFileSync('gzip', ['-n'], { input: layer });
  const type = 'application/vnd.oci.image';
  const describe = (mediaType: string, bytes: Uint8Array) => ({
    mediaType,
    digest: `sha256:${hex(bytes)}`,
    size: bytes.length,
  });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      config: describe(`${type}.config.v1+json`, config),
      layers: [
        describe(`${type}.layer.v1.tar+gzip`, packed),
        describe(`${type}.layer.v1.tar`, upper),
      ],
    }),
  );
  const nested = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      manifests: [
        {
          ...describe(`${type}.manifest.v1+json`, Buffer.from('none')),
          platform: { os: 'unknown', architecture: 'unknown' },
        },
        {
          ...describe(`${type}.manifest.v1+json`, manifest),
          platform: { os: 'linux', architecture: 'amd64' },
        },
      ],
    }),
  );
  const index = JSON.stringify({
    schemaVersion: 2,
    manifests: [
      {
        ...describe(`${type}.index.v1+json`, nested),
        annotations: { 'org.opencontainers.image.ref.name': 'docker.io/my/oci:3' },
      },
    ],
  });
  const blobs = [config, packed, upper, manifest, nested];
  return [
    { path: 'oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' },
    { path: 'index.json', content: index },
    ...blobs.map((bytes) => ({ path: `blobs/sha256/${hex(bytes)}`, content: bytes })),
  ];
}
