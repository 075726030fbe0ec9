import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { DarkroomError } from '../../../../shared/errors';
import type { DifferencePart } from '../../foreign-snapshots';
import { place } from '../containers/lookup';
import { readPathStat } from '../containers/path-stat';
import type { DockerApi } from '../docker-api';
import type { ListedChange } from './change-list';

/** Beyond so many requests one reading of the whole container is cheaper. */
const archiveLimit = 100;
/** Holds a folder's header, with whatever extended header stands before it. */
const headBytes = 16 << 10;

export interface PartRequest {
  readonly api: DockerApi;
  /** Of the container. */
  readonly id: string;
  readonly signal: AbortSignal;
  /** Bytes that came so far. */
  onBytes?(done: number): void;
}

/** A volume to read. */
export interface VolumeRequest {
  /** With a leading slash. */
  readonly target: string;
  readonly isIn: boolean;
  readonly hides: boolean;
  /** Where reading stops; null for all of it. */
  readonly limitBytes: number | null;
}

/** `/a/b/` is the layer path `a/b`. */
export function inLayer(path: string): string {
  return path.split('/').filter(Boolean).join('/');
}

/**
 * The tars that hold what changed: a new folder with all that is in it in one (`…/archive`), what
 * changed in folders of the image path by path, or, when that were too many, the whole container
 * (`…/export`), of which the reader takes what changed. `alone`: paths to read once more by themselves.
 */
export async function* changeParts(
  request: PartRequest,
  changes: ReadonlyArray<ListedChange>,
  alone: ReadonlyArray<string>,
): AsyncGenerator<DifferencePart> {
  const roots = rootsOf(changes);
  if (roots.length > archiveLimit) {
    const whole = await request.api.stream({
      method: 'GET',
      path: `${place(request.id)}/export`,
      signal: request.signal,
      what: 'Read the container',
    });
    yield {
      kind: 'changes',
      parent: '',
      single: false,
      chunks: counted(whole, request),
      cutOff: false,
    };
  } else for (const root of roots) yield* changePart(request, root);
  for (const path of alone) yield* changePart(request, { path: `/${path}`, kind: 'changed' });
}

export async function* volumePart(
  request: PartRequest,
  { target, isIn, hides, limitBytes }: VolumeRequest,
): AsyncGenerator<DifferencePart> {
  const answer = await openArchive(request, `${target}/.`);
  if (answer === null) return;
  const all = counted(answer, request);
  const chunks = limitBytes === null ? all : beginningOf(all, limitBytes);
  yield {
    kind: 'volume',
    target: inLayer(target),
    isIn,
    hides,
    chunks,
    cutOff: limitBytes !== null,
  };
}

/** What has to be asked for: not what a new folder's tar holds anyway. */
function rootsOf(changes: ReadonlyArray<ListedChange>): ReadonlyArray<ListedChange> {
  const present = changes.filter(({ kind }) => kind !== 'deleted');
  const added = new Set(present.flatMap(({ kind, path }) => (kind === 'added' ? [path] : [])));
  return present
    .filter(({ kind, path }) => kind === 'changed' || !added.has(path.replace(/\/[^/]*$/, '')))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function* changePart(
  request: PartRequest,
  { path, kind }: ListedChange,
): AsyncGenerator<DifferencePart> {
  const answer = await openArchive(request, path);
  if (answer === null) return;
  const single = kind === 'changed';
  const isFolder = readPathStat(answer as IncomingMessage).kind === 'directory';
  const chunks = counted(answer, request);
  yield {
    kind: 'changes',
    parent: inLayer(path.replace(/\/[^/]*$/, '')),
    single,
    // Of a folder of the image only its own attributes are of interest.
    chunks: single && isFolder ? beginningOf(chunks, headBytes) : chunks,
    cutOff: single,
  };
}

/** Null for a path that is gone since the changes were listed. */
async function openArchive(request: PartRequest, path: string): Promise<Readable | null> {
  try {
    return await request.api.stream({
      method: 'GET',
      path: `${place(request.id)}/archive`,
      query: { path },
      signal: request.signal,
      what: `Read ${path}`,
    });
  } catch (error) {
    if (error instanceof DarkroomError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

async function* beginningOf(
  chunks: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of chunks) {
    yield chunk;
    left -= chunk.length;
    if (left <= 0) return;
  }
}

async function* counted(
  stream: Readable,
  { api, signal, onBytes }: PartRequest,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      onBytes?.(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw api.brokenOff(error, signal);
  }
}
