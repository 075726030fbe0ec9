import { describe, expect, it } from 'vitest';
import { encodeConfig, layerHistory, parseConfig } from './config';
import { digestHex, digestOf, isDigest, parseDigest, shortId, verifyDigest } from './digest';
import { encodeImageIndex, parseImageIndex } from './image-index';
import { encodeManifest, layerDescriptor, parseManifest } from './manifest';
import { mediaTypes } from './media-types';
import { formatPlatform, hostPlatform, normalizeArchitecture, parsePlatform } from './platform';

const digest = digestOf('x');

describe('digest', () => {
  it('is sha256 in lower-case hex', () => {
    expect(digestOf('')).toBe(
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(digestHex(digest)).toHaveLength(64);
    expect(shortId(digest)).toBe(digest.slice(7, 19));
    expect(parseDigest(digest)).toEqual({ algorithm: 'sha256', hex: digest.slice(7) });
  });

  it.each([
    '',
    'sha256:',
    digest.toUpperCase(),
    digest.slice(7),
    `${digest}0`,
    `${digest}\n`,
    'sha256:../../etc/passwd',
  ])('refuses %j', (text) => {
    expect(isDigest(text)).toBe(false);
    expect(() => digestHex(text)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('verifies content', () => {
    expect(() => verifyDigest(Buffer.from('x'), digest)).not.toThrow();
    expect(() => verifyDigest(Buffer.from('y'), digest)).toThrow(
      expect.objectContaining({ code: 'DIGEST_MISMATCH' }),
    );
  });
});

describe('platform', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/x86_64', 'linux/amd64'],
    ['aarch64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/arm/6', 'linux/arm/v6'],
    ['armhf', 'linux/arm/v7'],
    ['Linux/AMD64', 'linux/amd64'],
    ['windows', `windows/${hostPlatform().architecture}`],
    ['linux/riscv64', 'linux/riscv64'],
  ])('%s is %s', (text, expected) => {
    expect(formatPlatform(parsePlatform(text))).toBe(expected);
  });

  it.each(['', 'linux/', 'a/b/c/d', 'plan 9', 'nonsense'])('refuses %j', (text) => {
    expect(() => parsePlatform(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_PLATFORM' }),
    );
  });

  it('names architectures as Go does', () => {
    expect(normalizeArchitecture('i686')).toEqual({ architecture: '386' });
    expect(normalizeArchitecture('ppc64el')).toEqual({ architecture: 'ppc64le' });
  });
});

describe('manifest', () => {
  const config = { mediaType: mediaTypes.config, digest, size: 1 };

  it('comes back as it was written, and is the same for the same parts', () => {
    const bytes = encodeManifest(config, [layerDescriptor(digest, 512)], { b: '2', a: '1' });
    expect(bytes).toEqual(
      encodeManifest(config, [layerDescriptor(digest, 512)], { a: '1', b: '2' }),
    );
    expect(parseManifest(bytes)).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config,
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size: 512 }],
      annotations: { a: '1', b: '2' },
    });
  });

  it.each([
    ['no JSON', '{'],
    ['another version', JSON.stringify({ schemaVersion: 1, config, layers: [] })],
    ['no layers', JSON.stringify({ schemaVersion: 2, config })],
    [
      'a digest that is none',
      JSON.stringify({ schemaVersion: 2, config: { ...config, digest: 'x' }, layers: [] }),
    ],
    [
      'a negative size',
      JSON.stringify({ schemaVersion: 2, config: { ...config, size: -1 }, layers: [] }),
    ],
  ])('refuses %s', (_, text) => {
    expect(() => parseManifest(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 'STORE_CORRUPT' }),
    );
  });

  it('indexes come back too', () => {
    const descriptor = { mediaType: mediaTypes.manifest, digest, size: 2 };
    expect(parseImageIndex(encodeImageIndex([descriptor])).manifests).toEqual([descriptor]);
    expect(() => parseImageIndex(Buffer.from('[]'))).toThrow(
      expect.objectContaining({ code: 'STORE_CORRUPT' }),
    );
  });
});

describe('config', () => {
  it('comes back as it was written', () => {
    const config = {
      created: '2026-01-01T00:00:00Z',
      architecture: 'arm64',
      os: 'linux',
      variant: 'v9',
      config: { Cmd: ['sh'], OnBuild: ['RUN x'] },
      rootfs: { type: 'layers', diff_ids: [digest] },
      history: [{ created_by: 'x' }],
      comment: 'kept',
    } as const;
    expect(parseConfig(encodeConfig(config))).toEqual(config);
  });

  it('fills in what other tools leave out', () => {
    expect(parseConfig(Buffer.from('{"config":null}'))).toMatchObject({
      architecture: '',
      os: 'linux',
      config: {},
      rootfs: { diff_ids: [] },
      history: [],
    });
  });

  it.each(['[]', 'null', '{"rootfs":{"diff_ids":["x"]}}', '{"history":{}}'])(
    'refuses %s',
    (text) => {
      expect(() => parseConfig(Buffer.from(text))).toThrow(
        expect.objectContaining({ code: 'STORE_CORRUPT' }),
      );
    },
  );

  it('matches history and layers', () => {
    const history = [
      { created_by: 'a' },
      { created_by: 'env', empty_layer: true },
      { created_by: 'b' },
    ];
    const config = parseConfig(
      Buffer.from(JSON.stringify({ history, rootfs: { diff_ids: [digest, digest, digest] } })),
    );
    expect(layerHistory(config).map((entry) => entry?.created_by ?? null)).toEqual([
      'a',
      'b',
      null,
    ]);
  });
});
