import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { DarkroomError } from '../../../../shared/errors';
import type { Identified, ImportOptions, ImportResult } from '../../../../shared/model/import';
import { throwIfAborted } from '../../../base/abort';
import { openDownload } from '../../../base/net/download';
import { parseReference } from '../../../oci/reference';
import type { WorkContext } from '../../engine';
import { ApiError, apiError } from '../api-error';
import type { DockerApi, Query } from '../docker-api';
import type { LocalParts } from '../local-parts';
import { loadImages, sendThroughMirror, type LoadTarget } from './archives';
import { counted } from './byte-progress';
import { imageNames, prefixedId, type ImageAnswer } from './image-shapes';

interface CreateLine {
  readonly status?: string;
  readonly id?: string;
  readonly error?: string;
}

/**
 * `POST /images/create?fromSrc=-`: the tarball is streamed as it is, the engine unpacks it. What
 * only we read (a root file system below a folder, OCI archives) is rewritten here first.
 */
export async function importImage(
  target: LoadTarget,
  local: LocalParts,
  options: ImportOptions,
  work: WorkContext,
  stdin?: NodeJS.ReadableStream,
): Promise<ImportResult> {
  const { api } = target;
  const reference = options.reference === undefined ? null : parseReference(options.reference);
  if (options.platform !== undefined && api.isPodman) {
    throw new DarkroomError('NOT_SUPPORTED', 'Podman imports for its own platform only', {
      data: { platform: options.platform },
      hint: 'Leave --platform out, or import with the embedded engine.',
    });
  }
  const isLocalFile = options.source !== '-' && !/^https?:\/\//i.test(options.source);
  const identified = isLocalFile
    ? await local.files.images.identify(options.source, work.signal)
    : null;
  if (identified?.kind === 'docker-archive' || identified?.kind === 'oci-archive') {
    return { ...(await loadImages(target, local, options.source, work)), loaded: true };
  }
  if (identified !== null && needsRewriting(identified)) {
    const mirror = await local.mirror();
    const made = await mirror.import(options, work);
    const sent = await sendThroughMirror(
      target,
      mirror,
      made.names.length > 0 ? made.names : made.imageIds,
      work,
    );
    return { ...sent, loaded: false };
  }
  const opened = await openSource(options.source, work.signal, stdin);
  const answer = api.lines<CreateLine>({
    method: 'POST',
    path: '/images/create',
    query: {
      fromSrc: '-',
      ...(reference === null ? {} : nameQuery(api, reference.name, reference.tag ?? 'latest')),
      ...(options.message === undefined ? {} : { message: options.message }),
      ...(options.changes === undefined ? {} : { changes: options.changes }),
      platform: options.platform ?? platformOf(api, identified),
    },
    stream: counted(opened.stream, work, opened.sizeBytes),
    signal: work.signal,
    what: `Import ${options.source}`,
  });
  const imageId = await readImported(answer, options.source);
  const image = await api.json<ImageAnswer>({
    method: 'GET',
    path: `/images/${encodeURIComponent(imageId)}/json`,
    what: 'Inspect the imported image',
  });
  return { imageIds: [prefixedId(image.Id)], names: imageNames(image.RepoTags), loaded: false };
}

/** A root file system below a folder: an engine would take the folder for part of it. */
function needsRewriting(identified: Identified): boolean {
  return identified.kind === 'rootfs' && identified.prefix !== '';
}

/** Docker takes its own platform for everything; what the tarball's files say is better. */
function platformOf(api: DockerApi, identified: Identified | null): string | undefined {
  if (api.isPodman || identified?.kind !== 'rootfs' || identified.architecture === '') {
    return undefined;
  }
  return `linux/${identified.architecture}`;
}

/** Podman 4 does not read the tag of its own, but takes one in the name. */
function nameQuery(api: DockerApi, name: string, tag: string): Query {
  const repo = repositoryOf(name);
  return api.isPodman ? { repo: `${repo}:${tag}` } : { repo, tag };
}

function repositoryOf(name: string): string {
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}

async function readImported(answer: AsyncIterable<CreateLine>, source: string): Promise<string> {
  let id = '';
  for await (const line of answer) {
    if (line.error !== undefined) throw apiError(`Import ${source}`, new ApiError(500, line.error));
    // Docker says the id as status, Podman as id.
    const said = line.id ?? line.status ?? '';
    if (/^(sha256:)?[0-9a-f]{64}$/.test(said.trim())) id = said.trim();
  }
  if (id !== '') return id;
  throw new DarkroomError('ENGINE_FAILED', `Import ${source}: the engine named no image`);
}

interface OpenedSource {
  readonly stream: NodeJS.ReadableStream;
  readonly sizeBytes: number | null;
}

async function openSource(
  source: string,
  signal: AbortSignal,
  stdin: NodeJS.ReadableStream | undefined,
): Promise<OpenedSource> {
  if (source === '-') {
    if (stdin === undefined)
      throw new DarkroomError('INVALID_ARGUMENT', 'There is no standard input here');
    return { stream: stdin, sizeBytes: null };
  }
  if (/^https?:\/\//i.test(source)) return download(source, signal);
  try {
    const { size } = await stat(source);
    return { stream: createReadStream(source, { highWaterMark: 1 << 20 }), sizeBytes: size };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DarkroomError('SOURCE_NOT_READABLE', `Read “${source}”: ${reason}`, {
      data: { path: source },
      cause: error,
    });
  }
}

async function download(url: string, signal: AbortSignal): Promise<OpenedSource> {
  const { status, body, sizeBytes } = await openDownload(url, signal).catch((error: unknown) => {
    throwIfAborted(signal);
    const reason = error instanceof Error ? error.message : String(error);
    throw new DarkroomError('DOWNLOAD_FAILED', `Download ${url}: ${reason}`, { cause: error });
  });
  if (status >= 200 && status <= 299) return { stream: body, sizeBytes };
  body.destroy();
  throw new DarkroomError('DOWNLOAD_FAILED', `Download ${url}: the server answers ${status}`, {
    data: { url, status },
  });
}
