import { DarkroomError } from '../../shared/errors';
import type { Descriptor } from '../oci/descriptor';
import { digestOf, isDigest } from '../oci/digest';
import { parseImageIndex } from '../oci/image-index';
import { parseJson } from '../oci/manifest';
import { mediaTypes } from '../oci/media-types';
import { discardBody, type Headers } from './http/http-client';
import { TransientError } from './http/retry';
import type { ApiAnswer, ApiRequest, RegistryClient } from './registry-client';

/** A manifest or index as the registry sent it; the digest is of these very bytes. */
export interface FetchedManifest {
  readonly content: Buffer;
  readonly mediaType: string;
  readonly digest: string;
}

const manifestTypes = [
  mediaTypes.index,
  mediaTypes.dockerManifestList,
  mediaTypes.manifest,
  mediaTypes.dockerManifest,
];
const legacyType = /vnd\.docker\.distribution\.manifest\.v1/;
const pageSize = 1000;

/** A repository in a registry: distribution-spec 1.1, section by section. */
export class Repository {
  constructor(
    readonly client: RegistryClient,
    /** Path, e.g. `library/ubuntu`. */
    readonly path: string,
  ) {}

  get registry(): string {
    return this.client.endpoint.registry;
  }

  /** "Pulling manifests". `reference` is a tag or a digest. DIGEST_MISMATCH, REGISTRY_NOT_FOUND. */
  async manifest(reference: string, what: string, signal: AbortSignal): Promise<FetchedManifest> {
    const headers = { accept: manifestTypes.join(', ') };
    const request = this.request('GET', `manifests/${reference}`, 'pull', what, signal, {
      headers,
    });
    const expectedOf = (given: string | string[] | undefined): string | null =>
      isDigest(reference) ? reference : typeof given === 'string' && isDigest(given) ? given : null;
    const { body, answer } = await this.client.read(request, [200], (content, response) => {
      const expected = expectedOf(response.headers['docker-content-digest']);
      if (expected === null || digestOf(content) === expected) return;
      throw new TransientError(
        new DarkroomError(
          'DIGEST_MISMATCH',
          `${what}: the manifest has digest ${digestOf(content)}, expected ${expected}`,
          { data: { expected, actual: digestOf(content) } },
        ),
      );
    });
    const mediaType = typeOf(body, answer.response.headers['content-type']);
    if (legacyType.test(mediaType)) {
      throw new DarkroomError(
        'NOT_SUPPORTED',
        `${what}: it is kept in the format of 2015 (schema 1), which registries and Docker gave up`,
        { data: { mediaType }, hint: 'Push it anew with a current tool.' },
      );
    }
    return { content: body, mediaType, digest: digestOf(body) };
  }

  /** Whether a manifest is there ("Checking if content exists in the registry"). */
  async hasManifest(digest: string, what: string, signal: AbortSignal): Promise<boolean> {
    const headers = { accept: manifestTypes.join(', ') };
    return this.exists(
      this.request('HEAD', `manifests/${digest}`, 'pull,push', what, signal, { headers }),
    );
  }

  /** Whether a blob is there. */
  hasBlob(digest: string, what: string, signal: AbortSignal): Promise<boolean> {
    return this.exists(this.request('HEAD', `blobs/${digest}`, 'pull,push', what, signal));
  }

  /** "Pulling blobs", from byte `offset` on. One attempt: whoever reads it goes on after a break. */
  openBlob(digest: string, offset: number, what: string, signal: AbortSignal): Promise<ApiAnswer> {
    const headers: Headers = offset === 0 ? {} : { range: `bytes=${offset}-` };
    const request = this.request('GET', `blobs/${digest}`, 'pull', what, signal, { headers });
    return this.client.sendOnce(request, [200, 206]);
  }

  /** "Pushing Manifests". Returns the digest, which is checked against what the registry says. */
  async putManifest(
    reference: string,
    content: Uint8Array,
    mediaType: string,
    what: string,
    signal: AbortSignal,
  ): Promise<string> {
    const digest = digestOf(content);
    const request = this.request('PUT', `manifests/${reference}`, 'pull,push', what, signal, {
      headers: { 'content-type': mediaType },
      body: content,
    });
    const { response } = await this.client.send(request, [201, 200, 202]);
    discardBody(response);
    const said = response.headers['docker-content-digest'];
    if (typeof said === 'string' && isDigest(said) && said !== digest) {
      throw new DarkroomError(
        'DIGEST_MISMATCH',
        `${what}: the registry stored ${said}, not ${digest}`,
        {
          data: { expected: digest, actual: said },
        },
      );
    }
    return digest;
  }

  /** "Listing Tags", page by page until there are `limit`. */
  async tags(
    limit: number,
    what: string,
    signal: AbortSignal,
  ): Promise<{ readonly tags: ReadonlyArray<string>; readonly more: boolean }> {
    const tags: string[] = [];
    let path: string | URL = `${this.path}/tags/list?n=${Math.min(pageSize, limit)}`;
    for (;;) {
      const request = { ...this.request('GET', '', 'pull', what, signal), path };
      const { body, answer }: { body: Buffer; answer: ApiAnswer } = await this.client.read(
        request,
        [200],
      );
      const page = (parseJson(body, 'list of tags') as { tags?: unknown }).tags ?? [];
      if (!Array.isArray(page)) throw this.client.protocolError(what, 'its list of tags is none');
      tags.push(...page.filter((tag): tag is string => typeof tag === 'string'));
      const next = nextLink(answer);
      if (tags.length >= limit || next === null || page.length === 0)
        return {
          tags: tags.slice(0, limit),
          more: tags.length > limit || (next !== null && page.length > 0),
        };
      path = next;
    }
  }

  /** "Listing Referrers", with the tag that older registries keep them under. */
  async referrers(
    digest: string,
    what: string,
    signal: AbortSignal,
  ): Promise<ReadonlyArray<Descriptor>> {
    const headers = { accept: mediaTypes.index };
    for (const path of [`referrers/${digest}`, `manifests/${digest.replace(':', '-')}`]) {
      try {
        const request = this.request('GET', path, 'pull', what, signal, { headers });
        const { body } = await this.client.read(request, [200]);
        return parseImageIndex(body).manifests;
      } catch (error) {
        if (signal.aborted) throw error;
        const isMissing = error instanceof DarkroomError && missingCodes.has(error.code);
        if (!isMissing) throw error;
      }
    }
    return [];
  }

  request(
    method: ApiRequest['method'],
    path: string,
    actions: string,
    what: string,
    signal: AbortSignal,
    more: Pick<ApiRequest, 'headers' | 'body'> = {},
  ): ApiRequest {
    const scopes = [`repository:${this.path}:${actions}`];
    return { method, path: `${this.path}/${path}`, scopes, what, signal, ...more };
  }

  private async exists(request: ApiRequest): Promise<boolean> {
    const { response } = await this.client.send(request, [200, 404]);
    discardBody(response);
    return response.statusCode === 200;
  }
}

/** What registries without the referrers API answer. */
const missingCodes = new Set(['REGISTRY_NOT_FOUND', 'REGISTRY_REFUSED', 'STORE_CORRUPT']);

/** The document's own media type; the header's where the document has none. */
function typeOf(content: Buffer, header: string | undefined): string {
  const document = parseJson(content, 'manifest') as {
    mediaType?: unknown;
    schemaVersion?: unknown;
    manifests?: unknown;
  } | null;
  if (document?.schemaVersion === 1) return 'application/vnd.docker.distribution.manifest.v1+json';
  if (typeof document?.mediaType === 'string') return document.mediaType;
  const given = header?.split(';')[0]?.trim() ?? '';
  if ((manifestTypes as string[]).includes(given)) return given;
  return Array.isArray(document?.manifests) ? mediaTypes.index : mediaTypes.manifest;
}

/** RFC 8288 `Link: <…>; rel="next"`; null on the last page. */
function nextLink({ response, url }: ApiAnswer): URL | null {
  const { link } = response.headers;
  const text = Array.isArray(link) ? link.join(', ') : link;
  const match = /<([^>]+)>\s*;[^,]*\brel="?next"?/i.exec(text ?? '');
  const next = match?.[1] === undefined ? null : new URL(match[1], url);
  // Another host would get our token.
  return next !== null && next.host === url.host ? next : null;
}
