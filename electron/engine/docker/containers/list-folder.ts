import { DarkroomError } from '../../../../shared/errors';
import type { FolderEntry, FolderListing } from '../../../../shared/model/container-files';
import type { LayerEntry, TreeNode } from '../../../../shared/model/layer';
import { TarParser } from '../../../oci/layer/tar-parser';
import type { ImageOperations } from '../../engine';
import type { DockerApi } from '../docker-api';
import { inBatches } from '../in-batches';
import { statPath } from './path-stat';

const listedEntries = 10_000;

export interface FolderRequest {
  readonly api: DockerApi;
  /** `/containers/ID` */
  readonly place: string;
  readonly path: string;
  /** Mounts of the container, absolute. */
  readonly mounts: ReadonlyArray<string>;
  /** The container's image, its layers indexed. */
  readonly image: () => Promise<{ readonly mirror: ImageOperations; readonly id: string }>;
}

/**
 * A folder of a container. No engine lists one: it hands out whole trees as tar. So the image's index
 * is taken with what `…/changes` says on top; only below a mount the tree itself is read.
 */
export async function listFolder(request: FolderRequest): Promise<FolderListing> {
  const { api, place } = request;
  const given = `/${request.path.split('/').filter(Boolean).join('/')}`;
  const stat = await statPath(api, place, given);
  const path = stat.kind === 'symlink' ? stat.linkTarget : given;
  const found = stat.kind === 'symlink' ? await statPath(api, place, path) : stat;
  if (found.kind !== 'directory') {
    throw new DarkroomError('NOT_FOUND', `List ${given}: it is no folder`, {
      data: { path: given },
    });
  }
  const isMounted = request.mounts.some((mount) => path === mount || path.startsWith(`${mount}/`));
  const entries = isMounted ? await readTree(request, path) : await readOverlay(request, path);
  const sorted = [...entries].sort(
    (a, b) =>
      Number(b.kind === 'directory') - Number(a.kind === 'directory') || (a.name < b.name ? -1 : 1),
  );
  return {
    entries: sorted.slice(0, listedEntries),
    omittedCount: Math.max(0, sorted.length - listedEntries),
  };
}

async function readOverlay(
  request: FolderRequest,
  path: string,
): Promise<ReadonlyArray<FolderEntry>> {
  const { api, place } = request;
  const answer = await api.json<ReadonlyArray<{
    readonly Path: string;
    readonly Kind: number;
  }> | null>({
    method: 'GET',
    path: `${place}/changes`,
    what: 'Show the changes of the container',
  });
  const changes = Array.isArray(answer) ? answer : [];
  const { mirror, id } = await request.image();
  // A folder that is new in the container is not in the image.
  const nodes = await mirror.tree(id, null, path).catch(() => []);
  const below = path === '/' ? '/' : `${path}/`;
  const entries = new Map(nodes.map((node) => [node.name, fromNode(node)]));
  const own = changes.filter(
    ({ Path }) => Path.startsWith(below) && !Path.slice(below.length).includes('/'),
  );
  for (const { Path, Kind } of own) if (Kind === 2) entries.delete(Path.slice(below.length));
  const alive = own.filter(({ Kind }) => Kind !== 2);
  const read = await inBatches(alive, ({ Path }) => firstEntry(api, place, Path));
  alive.forEach(({ Path }, index) => {
    const entry = read[index];
    const name = Path.slice(below.length);
    if (entry !== null && entry !== undefined) entries.set(name, { ...entry, name });
  });
  return [...entries.values()];
}

/** The head of a path's archive says all of it; the rest is not read. Null when it is gone. */
async function firstEntry(
  api: DockerApi,
  place: string,
  path: string,
): Promise<FolderEntry | null> {
  let found: LayerEntry | null = null;
  try {
    await readArchive(api, place, path, (entry) => {
      found ??= entry;
      return false;
    });
  } catch (error) {
    if (error instanceof DarkroomError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
  return found === null ? null : fromEntry(found);
}

/** All of a tree, of which only its first level is kept. */
async function readTree(
  { api, place }: FolderRequest,
  path: string,
): Promise<ReadonlyArray<FolderEntry>> {
  const entries: FolderEntry[] = [];
  await readArchive(api, place, `${path}/.`, (entry) => {
    const name = entry.path.replace(/^\.\//, '');
    if (name !== '' && name !== '.' && !name.includes('/')) entries.push(fromEntry(entry));
    return true;
  });
  return entries;
}

/** `take` answers false to stop. */
async function readArchive(
  api: DockerApi,
  place: string,
  path: string,
  take: (entry: LayerEntry) => boolean,
): Promise<void> {
  const stream = await api.stream({
    method: 'GET',
    path: `${place}/archive`,
    query: { path },
    what: `Read ${path}`,
  });
  let stopped = false;
  const parser = new TarParser(
    { begin: (entry) => (stopped ||= !take(entry)) },
    { whiteouts: false, requireEnd: false },
  );
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    parser.push(chunk);
    if (stopped) break;
  }
  stream.destroy();
}

function fromNode(node: TreeNode): FolderEntry {
  return {
    name: node.name,
    kind: simpleKind(node.kind),
    mode: node.mode,
    uid: node.uid,
    gid: node.gid,
    sizeBytes: node.kind === 'directory' ? 0 : node.sizeBytes,
    modifiedAt: new Date(node.mtimeSeconds * 1000).toISOString(),
    link: node.kind === 'symlink' ? (node.link ?? '') : '',
  };
}

function fromEntry(entry: LayerEntry): FolderEntry {
  return {
    name: entry.path.slice(entry.path.lastIndexOf('/') + 1),
    kind: simpleKind(entry.kind),
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    sizeBytes: entry.sizeBytes,
    modifiedAt: new Date(entry.mtimeSeconds * 1000).toISOString(),
    link: entry.kind === 'symlink' ? (entry.link ?? '') : '',
  };
}

function simpleKind(kind: LayerEntry['kind']): FolderEntry['kind'] {
  if (kind === 'file' || kind === 'hardlink') return 'file';
  return kind === 'directory' || kind === 'symlink' ? kind : 'other';
}
