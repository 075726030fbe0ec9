import { DarkroomError } from '../../../../shared/errors';
import type { Descriptor } from '../../../oci/descriptor';
import { digestHex, isDigest, verifyDigest } from '../../../oci/digest';
import { parseImageIndex } from '../../../oci/image-index';
import { parseManifest } from '../../../oci/manifest';
import {
  isIndexType,
  isManifestType,
  mediaTypes,
  refNameAnnotation,
} from '../../../oci/media-types';
import { hostArchitecture } from '../../../oci/platform';
import { parseReference } from '../../../oci/reference';
import { notAnImage, type ImageArchive } from './image-archive';
import { readLegacyImages } from './legacy-archive';

/** An image as an archive holds it: its exact config and where its layers lie, bottom first. */
export interface ArchivedImage {
  readonly configBytes: Buffer;
  readonly layerPaths: ReadonlyArray<string>;
  /** Familiar names. */
  readonly names: ReadonlyArray<string>;
  /** The config is of a docker that did not write diffIDs. */
  readonly lacksDiffIds?: boolean;
  /** Of the OCI manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
}

const containerdName = 'io.containerd.image.name';
const maxDepth = 4;

/**
 * The images of an archive: docker's (`manifest.json`, before 1.10 `repositories`) or an OCI layout
 * (image-spec v1.1 "image-layout.md"). ARCHIVE_NOT_AN_IMAGE, DIGEST_MISMATCH.
 */
export async function readArchivedImages(
  archive: ImageArchive,
): Promise<ReadonlyArray<ArchivedImage>> {
  if (await archive.has('manifest.json')) return readDockerImages(archive);
  if (await archive.has('index.json')) return readOciImages(archive);
  if (await archive.has('repositories')) return readLegacyImages(archive);
  throw notAnImage('neither manifest.json nor index.json is in it');
}

async function readDockerImages(archive: ImageArchive): Promise<ReadonlyArray<ArchivedImage>> {
  const list: unknown = parse(await archive.read('manifest.json'), 'manifest.json');
  if (!Array.isArray(list) || list.length === 0) throw notAnImage('manifest.json lists no image');
  return Promise.all(list.map((item: unknown) => readDockerImage(archive, item)));
}

async function readDockerImage(archive: ImageArchive, item: unknown): Promise<ArchivedImage> {
  const { Config, RepoTags, Layers } = (item ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof Config !== 'string' || !isStringList(Layers)) {
    throw notAnImage('manifest.json holds an image without Config and Layers');
  }
  const configBytes = await archive.read(Config);
  const hex = /([0-9a-f]{64})(\.json)?$/.exec(Config)?.[1];
  if (hex !== undefined) verifyDigest(configBytes, `sha256:${hex}`);
  const names = isStringList(RepoTags) ? RepoTags.flatMap(familiar) : [];
  return { configBytes, layerPaths: Layers, names };
}

async function readOciImages(archive: ImageArchive): Promise<ReadonlyArray<ArchivedImage>> {
  await checkLayoutVersion(archive);
  const index = parseImageIndex(await archive.read('index.json'));
  const images: ArchivedImage[] = [];
  // Signatures and the like beside images are passed over.
  let other = '';
  for (const descriptor of index.manifests) {
    const manifest = await chooseManifest(archive, descriptor, 0);
    if (manifest === null) continue;
    const image = await readOciImage(archive, manifest, namesOf(descriptor));
    if (typeof image === 'string') {
      other = image;
      continue;
    }
    const same = images.findIndex(({ configBytes }) => configBytes.equals(image.configBytes));
    const known = images[same];
    if (known === undefined) images.push(image);
    else images[same] = { ...known, names: [...new Set([...known.names, ...image.names])] };
  }
  if (images.length > 0) return images;
  throw notAnImage(
    other === '' ? 'index.json lists no image' : `it holds no container image but ${other}`,
  );
}

/** image-layout.md, "oci-layout file"; archives without one are read all the same. */
async function checkLayoutVersion(archive: ImageArchive): Promise<void> {
  if (!(await archive.has('oci-layout'))) return;
  const { imageLayoutVersion } = (parse(await archive.read('oci-layout'), 'oci-layout') ?? {}) as {
    readonly imageLayoutVersion?: unknown;
  };
  if (typeof imageLayoutVersion === 'string' && /^1\./.test(imageLayoutVersion)) return;
  throw notAnImage(`it is an OCI layout of version ${String(imageLayoutVersion)}; 1.0.0 is read`);
}

/** Follows nested indexes to the manifest for this machine, or to the first there is. */
async function chooseManifest(
  archive: ImageArchive,
  descriptor: Descriptor,
  depth: number,
): Promise<Descriptor | null> {
  if (descriptor.platform?.os === 'unknown' || depth > maxDepth) return null; // attestations
  if (!isDigest(descriptor.digest)) return null;
  if (isManifestType(descriptor.mediaType)) return descriptor;
  if (!isIndexType(descriptor.mediaType)) return null;
  const { manifests } = parseImageIndex(await readBlob(archive, descriptor));
  const matches = (item: Descriptor): boolean =>
    item.platform?.os === 'linux' && item.platform.architecture === hostArchitecture();
  for (const item of [
    ...manifests.filter(matches),
    ...manifests.filter((item) => !matches(item)),
  ]) {
    const found = await chooseManifest(archive, item, depth + 1);
    // An archive of a many-platform image often holds the blobs of one platform only.
    if (found !== null && (await archive.has(blobPath(found.digest)))) return found;
  }
  return null;
}

/** The media type instead where the manifest is that of no container image. */
async function readOciImage(
  archive: ImageArchive,
  descriptor: Descriptor,
  names: ReadonlyArray<string>,
): Promise<ArchivedImage | string> {
  const manifest = parseManifest(await readBlob(archive, descriptor));
  const { mediaType } = manifest.config;
  if (mediaType !== mediaTypes.config && mediaType !== mediaTypes.dockerConfig) {
    return manifest.artifactType ?? mediaType;
  }
  for (const layer of manifest.layers) {
    const { sizeBytes } = await archive.layer(blobPath(layer.digest));
    checkSize(layer, sizeBytes);
  }
  return {
    configBytes: await readBlob(archive, manifest.config),
    layerPaths: manifest.layers.map((layer) => blobPath(layer.digest)),
    names,
    ...(manifest.annotations === undefined ? {} : { annotations: manifest.annotations }),
  };
}

/** containerd's full name, or a ref.name that is a name; a bare tag (skopeo, umoci) names nothing. */
function namesOf(descriptor: Descriptor): ReadonlyArray<string> {
  const full = descriptor.annotations?.[containerdName];
  const ref = descriptor.annotations?.[refNameAnnotation];
  if (full !== undefined) return familiar(full);
  return ref !== undefined && /[/:]/.test(ref) ? familiar(ref) : [];
}

async function readBlob(archive: ImageArchive, descriptor: Descriptor): Promise<Buffer> {
  const content = await archive.read(blobPath(descriptor.digest));
  checkSize(descriptor, content.length);
  verifyDigest(content, descriptor.digest);
  return content;
}

/** descriptor.md, "size": what has another one is not trusted. */
function checkSize({ digest, size }: Descriptor, actual: number): void {
  if (actual === size) return;
  throw new DarkroomError(
    'DIGEST_MISMATCH',
    `Read image archive: ${digest} has ${actual} bytes, its descriptor says ${size}`,
    { data: { digest, expected: size, actual } },
  );
}

function blobPath(digest: string): string {
  return `blobs/sha256/${digestHex(digest)}`;
}

/** A name that no tool could use is left out rather than keeping the image out. */
function familiar(name: string): ReadonlyArray<string> {
  try {
    return [parseReference(name).familiar];
  } catch {
    return [];
  }
}

function parse(content: Buffer, what: string): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (cause) {
    throw notAnImage(`${what} is no JSON`, cause);
  }
}

function isStringList(value: unknown): value is ReadonlyArray<string> {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
