import { DarkroomError } from '../../../shared/errors';
import { cancelledError } from '../../base/abort';
import type { Descriptor } from '../../oci/descriptor';
import { digestHasher } from '../../oci/digest';
import { connectionError, type HttpResponse } from '../http/http-client';
import { delayOf, TransientError } from '../http/retry';
import type { ApiAnswer } from '../registry-client';
import type { Repository } from '../repository';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * The bytes of a blob as they arrive, exactly as many as the descriptor says. After a break the rest is
 * asked for by range (RFC 9110 §14); a server that knows no ranges sends all again, and what is known is
 * passed over. The digest is the reader's to check: it hashes on a thread of its own.
 */
export async function* downloadBlob(
  repository: Repository,
  blob: Pick<Descriptor, 'digest' | 'size'>,
  what: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { retry } = repository.client;
  let done = 0;
  let failures = 0;
  while (done < blob.size) {
    const before = done;
    try {
      const answer = await repository.openBlob(blob.digest, done, what, signal);
      for await (const chunk of bodyFrom(answer, done, what)) {
        if (done + chunk.length > blob.size) {
          answer.response.destroy();
          throw tooLong(what, blob);
        }
        done += chunk.length;
        yield chunk;
      }
      if (done < blob.size) throw new TransientError(tooShort(what, blob, done));
    } catch (error) {
      if (signal.aborted) throw cancelledError();
      if (!(error instanceof TransientError)) throw error;
      // Whoever brings new bytes each time is slow, not broken.
      failures = done > before ? 1 : failures + 1;
      if (failures >= retry.attempts) throw error.error;
      await delay(delayOf(retry, failures, error.afterMs), undefined, { signal }).catch(() => {
        throw cancelledError();
      });
    }
  }
}

/** A small blob in memory, verified: a config. DIGEST_MISMATCH. */
export async function downloadSmallBlob(
  repository: Repository,
  blob: Pick<Descriptor, 'digest' | 'size'>,
  what: string,
  signal: AbortSignal,
): Promise<Buffer> {
  if (blob.size > smallBytes) {
    throw new DarkroomError(
      'REGISTRY_PROTOCOL',
      `${what}: its config has ${blob.size} bytes, which is more than a config may have`,
      { data: { digest: blob.digest } },
    );
  }
  for (let attempt = 1; ; attempt += 1) {
    const hash = digestHasher();
    const chunks: Uint8Array[] = [];
    for await (const chunk of downloadBlob(repository, blob, what, signal)) {
      hash.update(chunk);
      chunks.push(chunk);
    }
    const actual = `sha256:${hash.digest('hex')}`;
    if (actual === blob.digest) return Buffer.concat(chunks);
    if (attempt >= repeatsOfWrongBytes) throw wrongDigest(what, blob.digest, actual);
  }
}

/** How often a blob is fetched whole when its bytes are not what its digest says. */
export const repeatsOfWrongBytes = 3;
const smallBytes = 16 << 20;

export function wrongDigest(what: string, expected: string, actual: string): DarkroomError {
  return new DarkroomError(
    'DIGEST_MISMATCH',
    `${what}: the registry sent bytes with digest ${actual} for ${expected}`,
    {
      data: { expected, actual },
      hint: 'Try again; if it stays, the registry or a proxy is damaged.',
    },
  );
}

async function* bodyFrom(
  { response, url }: ApiAnswer,
  offset: number,
  what: string,
): AsyncGenerator<Uint8Array> {
  let skip = offset - startOf(response, offset);
  if (skip < 0) {
    response.destroy();
    throw new DarkroomError(
      'REGISTRY_PROTOCOL',
      `${what}: the registry sent another range than asked for`,
    );
  }
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (skip >= chunk.length) {
        skip -= chunk.length;
        continue;
      }
      yield skip === 0 ? chunk : chunk.subarray(skip);
      skip = 0;
    }
  } catch (error) {
    if (error instanceof DarkroomError && error.code !== 'REGISTRY_UNREACHABLE') throw error;
    throw new TransientError(connectionError(url, error));
  } finally {
    response.destroy();
  }
}

/** Where in the blob the body starts. */
function startOf(response: HttpResponse, offset: number): number {
  if (response.statusCode !== 206) return 0;
  const start = /^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1];
  return start === undefined ? offset : Number(start);
}

function tooShort(
  what: string,
  blob: Pick<Descriptor, 'digest' | 'size'>,
  done: number,
): DarkroomError {
  return new DarkroomError(
    'REGISTRY_UNREACHABLE',
    `${what}: the registry sent ${done} of ${blob.size} bytes of ${blob.digest}`,
    { data: { digest: blob.digest }, hint: 'Try again: what has arrived whole is kept.' },
  );
}

function tooLong(what: string, blob: Pick<Descriptor, 'digest' | 'size'>): DarkroomError {
  return new DarkroomError(
    'DIGEST_MISMATCH',
    `${what}: the registry sends more than the ${blob.size} bytes of ${blob.digest}`,
    { data: { digest: blob.digest } },
  );
}
