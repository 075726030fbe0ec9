import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { DarkroomError } from '../../../../shared/errors';
import { openDownload } from '../../../base/net/download';

/** Bytes of an archive: a piece of a file, or a stream that can be read once. */
export type ArchiveSource =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly start: number;
      /** Null: up to the end of the file. */
      readonly lengthBytes: number | null;
    }
  | { readonly kind: 'stream'; readonly chunks: AsyncIterator<Uint8Array> };

/** A source with what is known about it. */
export interface OpenedSource {
  readonly source: ArchiveSource;
  /** Bytes in all; null when the source does not say. */
  readonly totalBytes: number | null;
  /** For the image's page: file name, URL or "standard input". */
  readonly label: string;
}

/** Opens a path, an http(s) URL or `-`. SOURCE_NOT_READABLE, DOWNLOAD_FAILED. */
export async function openImportSource(
  source: string,
  stdin: NodeJS.ReadableStream | undefined,
  signal: AbortSignal,
): Promise<OpenedSource> {
  if (source === '-') {
    if (stdin === undefined) {
      throw new DarkroomError(
        'INVALID_ARGUMENT',
        'Import “-”: standard input is for the command line only',
      );
    }
    return { source: streamSource(stdin), totalBytes: null, label: 'standard input' };
  }
  if (/^https?:\/\//i.test(source)) return download(source, signal);
  return openFile(source);
}

export function streamSource(stream: NodeJS.ReadableStream): ArchiveSource {
  return { kind: 'stream', chunks: bytesOf(stream) };
}

async function* bytesOf(stream: NodeJS.ReadableStream): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

async function openFile(path: string): Promise<OpenedSource> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new DarkroomError(
        'SOURCE_NOT_READABLE',
        `Read “${path}”: it is a folder, not an archive`,
        {
          data: { path },
        },
      );
    }
    const label = basename(path);
    // What a shell's <(command) names is a pipe, which can be read only once and only forwards.
    if (!found.isFile())
      return { source: streamSource(createReadStream(path)), totalBytes: null, label };
    await (await open(path, 'r')).close();
    return {
      source: { kind: 'file', path, start: 0, lengthBytes: null },
      totalBytes: found.size,
      label,
    };
  } catch (error) {
    throw notReadable(path, error);
  }
}

export function notReadable(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'no permission to read it',
    EPERM: 'no permission to read it',
    ENOTDIR: 'there is no such file',
    ELOOP: 'it is a loop of links',
  };
  const reason = code === undefined ? undefined : reasons[code];
  if (error instanceof DarkroomError || reason === undefined) return error;
  return new DarkroomError('SOURCE_NOT_READABLE', `Read “${path}”: ${reason}`, {
    data: { path },
    cause: error,
  });
}

async function download(url: string, signal: AbortSignal): Promise<OpenedSource> {
  const { status, statusText, body, sizeBytes } = await openDownload(url, signal).catch(
    (error: unknown) => {
      throw downloadFailed(url, error, signal);
    },
  );
  if (status < 200 || status > 299) {
    body.destroy();
    throw new DarkroomError(
      'DOWNLOAD_FAILED',
      `Download ${url}: the server answered ${status} ${statusText}`,
      { data: { url, status } },
    );
  }
  return {
    source: { kind: 'stream', chunks: downloaded(url, body, signal) },
    totalBytes: sizeBytes,
    label: url,
  };
}

async function* downloaded(
  url: string,
  body: Readable,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk as Uint8Array;
  } catch (error) {
    throw downloadFailed(url, error, signal);
  }
}

function downloadFailed(url: string, error: unknown, signal: AbortSignal): DarkroomError {
  if (signal.aborted) return new DarkroomError('CANCELLED', 'Cancelled');
  const cause = (error as { cause?: unknown }).cause ?? error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DarkroomError('DOWNLOAD_FAILED', `Download ${url}: ${reason}`, {
    data: { url },
    cause: error,
    hint: 'Check the address and the connection, then import again.',
  });
}
