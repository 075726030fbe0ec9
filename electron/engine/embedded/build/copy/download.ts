import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DarkroomError, isCancelled } from '../../../../../shared/errors';
import type { FileNode } from '../files/source-tree';
import { throwIfAborted } from '../../../../base/abort';
import { openDownload } from '../../../../base/net/download';

/** Downloads a file for ADD. Its mode is 600 and its time that of the Last-Modified header, as BuildKit has it. */
export async function download(
  url: string,
  path: string,
  checksum: string,
  signal: AbortSignal,
): Promise<FileNode> {
  const fail = (reason: string, cause?: unknown): DarkroomError =>
    new DarkroomError('DOWNLOAD_FAILED', `Download ${url}: ${reason}`, {
      data: { url },
      cause,
      hint: 'Check the address and the network; a proxy is taken from HTTP_PROXY and HTTPS_PROXY.',
    });
  throwIfAborted(signal);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let modified = Number.NaN;
  try {
    const { status, statusText, body } = await openDownload(url, signal);
    if (status < 200 || status > 299) {
      body.destroy();
      throw fail(`the server answered ${status} ${statusText}`.trimEnd());
    }
    modified = Date.parse(body.headers['last-modified'] ?? '');
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        done(null, chunk);
      },
    });
    await pipeline(body, counter, createWriteStream(path), { signal });
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof DarkroomError || isCancelled(error)) throw error;
    throw fail((error as Error).message, error);
  }
  const digest = hash.digest('hex');
  if (checksum !== '' && checksum !== `sha256:${digest}`) {
    throw new DarkroomError('DIGEST_MISMATCH', `Download ${url}: its digest is sha256:${digest}`, {
      data: { url, expected: checksum, actual: `sha256:${digest}` },
      hint: `ADD --checksum asks for ${checksum}.`,
    });
  }
  return {
    kind: 'file',
    mode: 0o600,
    uid: 0,
    gid: 0,
    sizeBytes,
    mtimeSeconds: Number.isNaN(modified) ? 0 : Math.floor(modified / 1000),
    mtimeNanos: 0,
    digest,
    ...(sizeBytes === 0 ? {} : { content: { kind: 'file', path } as const }),
  };
}

/** The name that ADD gives a download: the last part of the address's path. */
export function downloadName(url: string): string {
  let path = '';
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return '__unnamed__';
  }
  const name = path
    .split('/')
    .filter((part) => part !== '')
    .at(-1);
  return name === undefined || name === '.' || name === '..' ? '__unnamed__' : name;
}
