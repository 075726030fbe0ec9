import { DarkroomError } from '../../../shared/errors';
import { discardBody, type Headers } from '../http/http-client';
import { TransientError, withRetry } from '../http/retry';
import type { ApiAnswer } from '../registry-client';
import type { Repository } from '../repository';

/** The bytes of a blob; read anew from the start when the registry has lost what it got. */
export interface BlobSource {
  open(): BlobReading;
}

export interface BlobReading {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Digest of all the bytes; resolves once they were all read. */
  readonly digest: Promise<string>;
  /** Gives the memory of a chunk back, for others to come. */
  release?(chunk: Uint8Array): void;
}

export interface UploadOptions {
  /** Where the registry may have the blob already, for a mount; needs its digest. */
  readonly mount?: { readonly digest: string; readonly from: string };
  readonly what: string;
  readonly signal: AbortSignal;
  onBytes?(count: number): void;
}

export interface Uploaded {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly mounted: boolean;
}

/** What goes into one request; held in memory, so that it can be sent again. */
const chunkBytes = 8 << 20;
/** How often a whole upload is begun anew because the registry lost it. */
const restarts = 4;

/**
 * Uploads a blob whose digest may be known only at its end (distribution-spec 1.1, "Pushing a blob in
 * chunks"; one that fits a chunk goes as "POST then PUT"). After a break the registry is asked how much
 * it has; where it has lost the session, all begins anew.
 */
export async function uploadBlob(
  repository: Repository,
  source: BlobSource,
  options: UploadOptions,
): Promise<Uploaded> {
  for (let attempt = 1; ; attempt += 1) {
    const upload = new Upload(repository, options);
    try {
      return await upload.run(source);
    } catch (error) {
      await upload.cancel();
      options.onBytes?.(-upload.sentBytes);
      if (!(error instanceof SessionLost))
        throw error instanceof TransientError ? error.error : error;
      if (attempt > restarts) throw error.reason;
    }
  }
}

/** "Mounting a blob from another repository". False when the registry wants the bytes. */
export async function mountBlob(
  repository: Repository,
  digest: string,
  from: string,
  what: string,
  signal: AbortSignal,
): Promise<boolean> {
  const session = new Upload(repository, { mount: { digest, from }, what, signal });
  const mounted = await session.begin().catch((error: unknown) => {
    // No right to read the other repository is no reason not to upload.
    if (error instanceof DarkroomError && error.code === 'REGISTRY_UNAUTHORIZED') return false;
    throw error;
  });
  if (!mounted) await session.cancel();
  return mounted;
}

class SessionLost extends Error {
  constructor(readonly reason: DarkroomError) {
    super(reason.message, { cause: reason });
  }
}

class Upload {
  private location: URL | null = null;
  private minimumBytes = 0;
  private sent = 0;

  get sentBytes(): number {
    return this.sent;
  }

  constructor(
    private readonly repository: Repository,
    private readonly options: UploadOptions,
  ) {}

  async run(source: BlobSource): Promise<Uploaded> {
    if (await this.begin()) {
      return { digest: this.options.mount?.digest ?? '', sizeBytes: 0, mounted: true };
    }
    const reading = source.open();
    const { chunks, digest } = reading;
    digest.catch(() => undefined);
    const piece = Buffer.allocUnsafeSlow(Math.max(chunkBytes, this.minimumBytes));
    let filled = 0;
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length;) {
        if (filled === piece.length) {
          await this.patch(piece);
          filled = 0;
        }
        const part = chunk.subarray(at, at + piece.length - filled);
        piece.set(part, filled);
        filled += part.length;
        at += part.length;
      }
      reading.release?.(chunk);
    }
    const whole = await digest;
    // The last piece goes with the closing PUT.
    await this.close(whole, piece.subarray(0, filled));
    return { digest: whole, sizeBytes: this.sent, mounted: false };
  }

  /** Opens the session; true when the blob was mounted instead. */
  async begin(): Promise<boolean> {
    const { mount, what, signal } = this.options;
    const query =
      mount === undefined
        ? ''
        : `?${new URLSearchParams({ mount: mount.digest, from: mount.from }).toString()}`;
    const base = this.repository.request(
      'POST',
      `blobs/uploads/${query}`,
      'pull,push',
      what,
      signal,
    );
    const scopes =
      mount === undefined ? base.scopes : [...base.scopes, `repository:${mount.from}:pull`];
    const answer = await this.repository.client.send({ ...base, scopes }, [201, 202]);
    discardBody(answer.response);
    if (answer.response.statusCode === 201 && mount !== undefined) return true;
    this.follow(answer);
    const minimum = Number(answer.response.headers['oci-chunk-min-length'] ?? 0);
    if (Number.isSafeInteger(minimum) && minimum > 0)
      this.minimumBytes = Math.min(minimum, 64 << 20);
    return false;
  }

  /** Tells the registry that nothing more comes; a registry that does not care is no failure. */
  async cancel(): Promise<void> {
    const { location } = this;
    this.location = null;
    if (location === null) return;
    const { what } = this.options;
    const signal = AbortSignal.timeout(2000);
    const request = { ...this.request('DELETE', location), what, signal };
    await this.repository.client
      .sendOnce(request, [204, 202, 200, 404])
      .then(({ response }) => discardBody(response))
      .catch(() => undefined);
  }

  private async patch(chunk: Uint8Array): Promise<void> {
    const start = this.sent;
    const { client } = this.repository;
    await withRetry(client.retry, this.options.signal, async (attempt) => {
      const offset = attempt === 1 ? start : await this.received(start, chunk.length);
      if (offset === start + chunk.length) return;
      const rest = chunk.subarray(offset - start);
      const range = `${offset}-${offset + rest.length - 1}`;
      const headers = { 'content-type': 'application/octet-stream', 'content-range': range };
      const answer = await this.attempt(
        this.request('PATCH', this.at(), headers, rest),
        [202, 201, 204],
      );
      this.follow(answer);
    });
    this.advance(chunk.length);
  }

  private async close(digest: string, last: Uint8Array): Promise<void> {
    const { client } = this.repository;
    const { what, signal } = this.options;
    await withRetry(client.retry, signal, async (attempt) => {
      if (attempt > 1 && (await this.repository.hasBlob(digest, what, signal))) return;
      const offset = attempt === 1 ? this.sent : await this.received(this.sent, last.length);
      const rest = last.subarray(offset - this.sent);
      const url = new URL(this.at());
      url.searchParams.set('digest', digest);
      const range: Headers =
        this.sent === 0 || rest.length === 0
          ? {}
          : { 'content-range': `${offset}-${offset + rest.length - 1}` };
      const headers = { 'content-type': 'application/octet-stream', ...range };
      await this.attempt(this.request('PUT', url, headers, rest), [201, 204]);
    });
    this.location = null;
    this.advance(last.length);
  }

  /** "Resuming an upload": how many bytes the registry has; SessionLost when it cannot go on. */
  private async received(start: number, length: number): Promise<number> {
    const answer = await this.attempt(this.request('GET', this.at()), [204, 202, 200]);
    this.follow(answer);
    const end = /^(?:bytes=)?0-(\d+)$/.exec(String(answer.response.headers['range'] ?? ''))?.[1];
    const last = Number(end ?? Number.NaN);
    // An empty session is told as 0-0, as is one with a single byte: nothing sent yet settles it.
    const offset = Number.isNaN(last) || (last === 0 && start === 0) ? 0 : last + 1;
    if (offset >= start && offset <= start + length) return offset;
    throw new SessionLost(
      this.repository.client.protocolError(this.options.what, 'it has another part of the upload'),
    );
  }

  /** One request on the session. A registry that does not know it any more has lost it. */
  private async attempt(
    request: ReturnType<Repository['request']>,
    expected: ReadonlyArray<number>,
  ): Promise<ApiAnswer> {
    try {
      const answer = await this.repository.client.sendOnce(request, expected);
      discardBody(answer.response);
      return answer;
    } catch (error) {
      const status = error instanceof DarkroomError ? error.data['status'] : undefined;
      const isLost = status === 404 || status === 416 || status === 400;
      if (isLost && error instanceof DarkroomError) throw new SessionLost(error);
      throw error;
    }
  }

  private request(
    method: 'PATCH' | 'PUT' | 'GET' | 'DELETE',
    path: URL,
    headers: Headers = {},
    body?: Uint8Array,
  ): ReturnType<Repository['request']> {
    const { what, signal } = this.options;
    const base = this.repository.request(method, '', 'pull,push', what, signal);
    return { ...base, path, headers, ...(body === undefined ? {} : { body }) };
  }

  private follow({ response, url }: ApiAnswer): void {
    const { location } = response.headers;
    if (location === undefined) {
      if (this.location !== null) return;
      throw this.repository.client.protocolError(
        this.options.what,
        'it named no place to upload to',
      );
    }
    this.location = this.repository.client.checkedUrl(new URL(location, url), url);
  }

  private at(): URL {
    if (this.location === null) throw new TypeError('no upload session');
    return this.location;
  }

  private advance(count: number): void {
    this.sent += count;
    this.options.onBytes?.(count);
  }
}
