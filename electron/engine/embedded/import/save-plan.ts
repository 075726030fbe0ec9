import { encodeImageIndex, layoutFile } from '../../../oci/image-index';
import { digestHex, isDigest } from '../../../oci/digest';
import { parseManifest } from '../../../oci/manifest';
import { mediaTypes, refNameAnnotation } from '../../../oci/media-types';
import type { Descriptor } from '../../../oci/descriptor';
import { parseReference, type Reference } from '../../../oci/reference';
import type { ImageRecord, Store } from '../../../store/store';
import type { SaveOptions } from '../../engine';

/** A member of an archive to be written. */
export interface PlannedMember {
  readonly path: string;
  readonly sizeBytes: number;
  readonly content:
    | { readonly kind: 'folder' }
    | { readonly kind: 'bytes'; readonly bytes: Buffer }
    | { readonly kind: 'file'; readonly path: string };
  /** Of the blob, to be leased; null for what is none. */
  readonly digest: string | null;
}

interface ChosenImage {
  readonly record: ImageRecord;
  readonly references: Reference[];
}

/** An image as an archive gets it: every blob with where it lies, and the names it goes by. */
export interface ArchivePart {
  readonly manifest: ArchiveBlob;
  readonly config: ArchiveBlob;
  readonly layers: ReadonlyArray<ArchiveBlob>;
  readonly references: ReadonlyArray<Reference>;
}

export interface ArchiveBlob {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly content: PlannedMember['content'];
}

/** The members of an archive of images of the store. IMAGE_NOT_FOUND. */
export async function planArchive(
  store: Store,
  names: ReadonlyArray<string>,
  format: SaveOptions['format'],
  without?: SaveOptions['without'],
): Promise<ReadonlyArray<PlannedMember>> {
  const blob = async (digest: string): Promise<ArchiveBlob> => ({
    digest,
    sizeBytes: await store.blobs.size(digest),
    content: { kind: 'file', path: store.paths.blob(digest) },
  });
  const parts: ArchivePart[] = [];
  for (const { record, references } of chooseImages(store, names)) {
    const { digest } = store.images.manifest(record.summary.id);
    const manifest = parseManifest(await store.blobs.read(digest));
    const layers: ArchiveBlob[] = [];
    for (const layer of manifest.layers) layers.push(await blob(layer.digest));
    parts.push({
      manifest: await blob(digest),
      config: await blob(manifest.config.digest),
      layers,
      references,
    });
  }
  const members = archiveMembers(parts, format);
  return without === undefined
    ? members
    : members.filter(({ digest }) => digest === null || !without.has(digest));
}

/**
 * The members of an archive in the order of docker since 25: blobs, then the lists. Blobs that images
 * share are there once.
 */
export function archiveMembers(
  parts: ReadonlyArray<ArchivePart>,
  format: SaveOptions['format'],
): ReadonlyArray<PlannedMember> {
  const blobs = new Map<string, PlannedMember>();
  const manifests: Descriptor[] = [];
  const dockerList: unknown[] = [];
  for (const { manifest, config, layers, references } of parts) {
    for (const { digest, sizeBytes, content } of [manifest, config, ...layers]) {
      const path = blobName(digest);
      blobs.set(path, { path, sizeBytes, content, digest });
    }
    const descriptor = {
      mediaType: mediaTypes.manifest,
      digest: manifest.digest,
      size: manifest.sizeBytes,
    };
    if (references.length === 0) manifests.push(descriptor);
    for (const reference of references)
      manifests.push({ ...descriptor, annotations: annotationsOf(reference) });
    dockerList.push({
      Config: blobName(config.digest),
      RepoTags: references.length === 0 ? null : references.map(({ familiar }) => familiar),
      Layers: layers.map(({ digest }) => blobName(digest)),
    });
  }
  const lists = [bytesMember('index.json', encodeImageIndex(manifests))];
  if (format === 'docker')
    lists.push(bytesMember('manifest.json', Buffer.from(JSON.stringify(dockerList))));
  lists.push(bytesMember('oci-layout', Buffer.from(layoutFile)));
  const sorted = [...blobs.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return [folder('blobs'), folder('blobs/sha256'), ...sorted, ...lists];
}

/** Images in the order asked for; an image asked for by several names comes once with all of them. */
function chooseImages(store: Store, names: ReadonlyArray<string>): ReadonlyArray<ChosenImage> {
  const chosen = new Map<string, ChosenImage>();
  for (const name of names) {
    const record = store.images.find(name);
    const entry = chosen.get(record.summary.id) ?? { record, references: [] };
    chosen.set(record.summary.id, entry);
    const reference = referenceOf(record, name);
    if (
      reference !== null &&
      !entry.references.some(({ name: known }) => known === reference.name)
    ) {
      entry.references.push(reference);
    }
  }
  return [...chosen.values()];
}

/** The name as a reference when the image has it; null when it was found by its id. */
function referenceOf(record: ImageRecord, name: string): Reference | null {
  if (isDigest(name) || /^[0-9a-f]{64}$/.test(name)) return null;
  try {
    const reference = parseReference(name);
    return record.summary.names.includes(reference.familiar) ? reference : null;
  } catch {
    return null;
  }
}

/** What docker since 25 and containerd write: the whole name, and the tag. */
function annotationsOf(reference: Reference): Readonly<Record<string, string>> {
  return {
    'io.containerd.image.name': reference.name,
    ...(reference.tag === null ? {} : { [refNameAnnotation]: reference.tag }),
  };
}

function blobName(digest: string): string {
  return `blobs/sha256/${digestHex(digest)}`;
}

function folder(path: string): PlannedMember {
  return { path, sizeBytes: 0, content: { kind: 'folder' }, digest: null };
}

function bytesMember(path: string, bytes: Buffer): PlannedMember {
  return { path, sizeBytes: bytes.length, content: { kind: 'bytes', bytes }, digest: null };
}
