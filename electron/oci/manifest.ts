import { DarkroomError } from '../../shared/errors';
import { parseDescriptor, type Descriptor } from './descriptor';
import { mediaTypes } from './media-types';

/** OCI image-spec v1.1 "manifest.md". */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly config: Descriptor;
  readonly layers: ReadonlyArray<Descriptor>;
  /** Of what is no container image. */
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A layer as this store keeps it: an uncompressed tar, so the blob's digest is its diffID. */
export function layerDescriptor(diffId: string, sizeBytes: number): Descriptor {
  return { mediaType: mediaTypes.layer, digest: diffId, size: sizeBytes };
}

/** The manifest's exact bytes; the same parts always give the same bytes. */
export function encodeManifest(
  config: Descriptor,
  layers: ReadonlyArray<Descriptor>,
  annotations: Readonly<Record<string, string>> = {},
): Buffer {
  const names = Object.keys(annotations).sort();
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: config.digest, size: config.size },
    layers,
    ...(names.length === 0
      ? {}
      : { annotations: Object.fromEntries(names.map((name) => [name, annotations[name] ?? ''])) }),
  };
  return Buffer.from(JSON.stringify(manifest));
}

/** Reads an OCI or Docker schema 2 manifest. STORE_CORRUPT. */
export function parseManifest(content: Uint8Array): Manifest {
  const manifest = parseJson(content, 'manifest') as Manifest | null;
  if (
    typeof manifest !== 'object' ||
    manifest === null ||
    manifest.schemaVersion !== 2 ||
    !Array.isArray(manifest.layers)
  ) {
    throw new DarkroomError('STORE_CORRUPT', 'Not an image manifest of schema version 2');
  }
  return {
    ...manifest,
    config: parseDescriptor(manifest.config, 'manifest config'),
    layers: manifest.layers.map((layer, index) =>
      parseDescriptor(layer, `manifest layer ${index}`),
    ),
  };
}

/** JSON of a blob; STORE_CORRUPT names `what` when it is none. */
export function parseJson(content: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString('utf8'));
  } catch (cause) {
    throw new DarkroomError('STORE_CORRUPT', `Read ${what}: it is no JSON`, { cause });
  }
}
