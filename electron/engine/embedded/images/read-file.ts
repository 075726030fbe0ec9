import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { DarkroomError } from '../../../../shared/errors';
import type { LayerEntry } from '../../../../shared/model/layer';
import { TarParser } from '../../../oci/layer/tar-parser';
import type { Store } from '../../../store/store';
import type { MergedNode, MergedTree } from './merged-tree';

/** As many links as Linux follows. */
const maximumLinks = 40;

/** A file of an image: the layer it lies in and its entry there. */
interface FoundFile {
  readonly diffId: string;
  readonly entry: LayerEntry;
}

/**
 * At most `limitBytes` of a file as the image shows it, straight from the layer's blob. Links are
 * followed inside the image only. NOT_FOUND; INVALID_ARGUMENT when it is no regular file.
 */
export async function readImageFile(
  store: Store,
  diffIds: ReadonlyArray<string>,
  tree: MergedTree,
  path: string,
  limitBytes: number,
): Promise<Uint8Array> {
  return readBeginning(store, findFile(store, diffIds, tree, path), limitBytes);
}

/**
 * The beginning of the file at exactly this path, no link followed, in layers laid over each other;
 * null when there is none. Looks only at the path in each layer: no tree is made.
 */
export async function readInLayers(
  store: Store,
  diffIds: ReadonlyArray<string>,
  path: string,
  limitBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly sizeBytes: number } | null> {
  const found = findInLayers(store, diffIds, path);
  if (found === null) return null;
  const bytes = await readBeginning(store, found, limitBytes);
  return { bytes, sizeBytes: found.entry.sizeBytes };
}

function findInLayers(
  store: Store,
  diffIds: ReadonlyArray<string>,
  path: string,
): FoundFile | null {
  const { layers } = store;
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
    folders.push(path.slice(0, at));
  for (const diffId of [...diffIds].reverse()) {
    let entry = layers.entry(diffId, path);
    for (let count = 0; entry?.kind === 'hardlink' && count < maximumLinks; count += 1)
      entry = layers.entry(diffId, entry.link ?? '');
    if (entry !== null) return entry.kind === 'file' ? { diffId, entry } : null;
    const isHidden = folders.some((folder) => {
      const kind = layers.entry(diffId, folder)?.kind ?? 'directory';
      return kind !== 'directory' || layers.isOpaque(diffId, folder);
    });
    if (isHidden) return null;
  }
  return null;
}

async function readBeginning(
  store: Store,
  { diffId, entry }: FoundFile,
  limitBytes: number,
): Promise<Uint8Array> {
  const length = Math.min(entry.sizeBytes, limitBytes);
  if (length === 0) return new Uint8Array(0);
  const blob = store.paths.blob(diffId);
  return entry.dataOffset === undefined
    ? readSparse(blob, entry.path, length)
    : readPart(blob, entry.dataOffset, length);
}

function findFile(
  store: Store,
  diffIds: ReadonlyArray<string>,
  tree: MergedTree,
  path: string,
): FoundFile {
  const resolved = resolveLinks(tree, path);
  const { kind, layerIndex } = resolved.node;
  if (kind !== 'file' && kind !== 'hardlink') {
    throw new DarkroomError('INVALID_ARGUMENT', `/${path} is no regular file but a ${kind}`, {
      data: { path, kind },
    });
  }
  const diffId = diffIds[layerIndex] ?? '';
  let entry = store.layers.entry(diffId, resolved.path);
  // A hard link names its target in the same layer, which may be a hard link again.
  for (let count = 0; entry?.kind === 'hardlink' && count < maximumLinks; count += 1) {
    entry = store.layers.entry(diffId, entry.link ?? '');
  }
  if (entry?.kind !== 'file') throw notFound(path);
  return { diffId, entry };
}

function resolveLinks(
  tree: MergedTree,
  path: string,
): { readonly node: MergedNode; readonly path: string } {
  let pending = path.split('/');
  let trail: { readonly name: string; readonly node: MergedNode }[] = [];
  let links = 0;
  for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      trail.pop();
      continue;
    }
    const node = (trail.at(-1)?.node ?? tree.root).children?.get(part);
    if (node === undefined) throw notFound(path);
    if (node.kind !== 'symlink') {
      trail.push({ name: part, node });
      continue;
    }
    links += 1;
    if (links > maximumLinks) {
      throw new DarkroomError('INVALID_ARGUMENT', `/${path} leads through too many links`, {
        data: { path },
      });
    }
    const target = node.link ?? '';
    if (target.startsWith('/')) trail = [];
    pending = [...target.split('/'), ...pending];
  }
  const node = trail.at(-1)?.node ?? tree.root;
  return { node, path: trail.map((step) => step.name).join('/') };
}

async function readPart(blob: string, offset: number, length: number): Promise<Uint8Array> {
  const content = Buffer.alloc(length);
  const file = await open(blob, 'r');
  try {
    let done = 0;
    while (done < length) {
      const { bytesRead } = await file.read(content, done, length - done, offset + done);
      if (bytesRead === 0) throw new DarkroomError('BLOB_CORRUPT', `Blob ${blob} ends too early`);
      done += bytesRead;
    }
  } finally {
    await file.close();
  }
  return content;
}

/** A sparse file's content is not in one piece: the layer is read up to it. */
async function readSparse(blob: string, path: string, length: number): Promise<Uint8Array> {
  const content = Buffer.alloc(length);
  let isWanted = false;
  let isDone = false;
  const parser = new TarParser(
    {
      begin: (entry) => (isWanted = entry.path === path && entry.kind === 'file'),
      data: (chunk, position) => {
        if (isWanted && position < length)
          content.set(chunk.subarray(0, length - position), position);
      },
      end: () => {
        if (isWanted) isDone = true;
      },
    },
    { requireEnd: false },
  );
  for await (const chunk of createReadStream(blob, { highWaterMark: 256 * 1024 })) {
    parser.push(chunk as Buffer);
    if (isDone) return content;
  }
  throw notFound(path);
}

function notFound(path: string): DarkroomError {
  return new DarkroomError('NOT_FOUND', `There is no file /${path}`, { data: { path } });
}
