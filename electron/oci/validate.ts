import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseConfig } from './config';
import type { Descriptor } from './descriptor';
import { digestHasher, digestHex } from './digest';
import { parseImageIndex } from './image-index';
import { parseJson, parseManifest } from './manifest';
import { isIndexType, isManifestType, mediaTypes, refNameAnnotation } from './media-types';

/**
 * Checks a folder against OCI image-spec v1.1 "image-layout.md": the layout file, every descriptor
 * reachable from index.json (digest and size of its blob), and that each config names as many layers
 * as its manifest; of uncompressed layers also that digest and diffID are the same. Returns what is
 * wrong, empty when nothing is.
 */
export async function validateLayout(root: string): Promise<ReadonlyArray<string>> {
  const problems: string[] = [];
  try {
    const layout = parseJson(await readFile(join(root, 'oci-layout')), 'oci-layout') as {
      imageLayoutVersion?: unknown;
    };
    if (layout.imageLayoutVersion !== '1.0.0')
      problems.push('oci-layout: imageLayoutVersion is not 1.0.0');
    const index = parseImageIndex(await readFile(join(root, 'index.json')));
    const seen = new Set<string>();
    for (const descriptor of index.manifests) {
      const name = descriptor.annotations?.[refNameAnnotation];
      if (name !== undefined && seen.has(name))
        problems.push(`index.json: name ${name} is there twice`);
      if (name !== undefined) seen.add(name);
      await validateTree(root, descriptor, problems);
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  return problems;
}

async function validateTree(
  root: string,
  descriptor: Descriptor,
  problems: string[],
): Promise<void> {
  if (!(await validateBlob(root, descriptor, problems))) return;
  const content = (): Promise<Buffer> => readFile(blobPath(root, descriptor.digest));
  if (isIndexType(descriptor.mediaType)) {
    for (const child of parseImageIndex(await content()).manifests)
      await validateTree(root, child, problems);
  } else if (isManifestType(descriptor.mediaType)) {
    await validateManifest(root, await content(), descriptor.digest, problems);
  }
}

async function validateManifest(
  root: string,
  content: Buffer,
  digest: string,
  problems: string[],
): Promise<void> {
  const manifest = parseManifest(content);
  const hasConfig = await validateBlob(root, manifest.config, problems);
  for (const layer of manifest.layers) await validateBlob(root, layer, problems);
  if (!hasConfig) return;
  const diffIds = parseConfig(await readFile(blobPath(root, manifest.config.digest))).rootfs
    .diff_ids;
  if (diffIds.length !== manifest.layers.length) {
    problems.push(`${digest}: ${manifest.layers.length} layers, ${diffIds.length} diff_ids`);
  }
  manifest.layers.forEach((layer, position) => {
    const isPlain =
      layer.mediaType === mediaTypes.layer || layer.mediaType === mediaTypes.dockerLayer;
    if (isPlain && layer.digest !== diffIds[position])
      problems.push(`${digest}: layer ${position} is not its diffID`);
  });
}

async function validateBlob(
  root: string,
  descriptor: Descriptor,
  problems: string[],
): Promise<boolean> {
  const path = blobPath(root, descriptor.digest);
  const found = await stat(path).catch(() => null);
  if (found === null) {
    problems.push(`${descriptor.digest}: missing`);
    return false;
  }
  if (found.size !== descriptor.size)
    problems.push(`${descriptor.digest}: ${found.size} bytes, not ${descriptor.size}`);
  const hash = digestHasher();
  await pipeline(createReadStream(path), hash);
  const actual = `sha256:${hash.digest('hex')}`;
  if (actual !== descriptor.digest)
    problems.push(`${descriptor.digest}: content has digest ${actual}`);
  return actual === descriptor.digest;
}

function blobPath(root: string, digest: string): string {
  return join(root, 'blobs', 'sha256', digestHex(digest));
}
