import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { mediaTypes } from '../oci/media-types';
import { scriptedRegistry, sha256, type Answer, type ScriptedRegistry } from './registry-test-kit';
import { downloadBlob } from './transfer/download';
import { mountBlob, uploadBlob } from './transfer/upload';

const { signal } = new AbortController();
let registry: ScriptedRegistry;
afterEach(() => registry.stop());
const start = async (answer: Answer): Promise<ScriptedRegistry> =>
  (registry = await scriptedRegistry(answer));
const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.manifest }));

describe('distribution-spec 1.1, Pulling manifests', () => {
  it('asks for every kind of manifest, by tag or digest', async () => {
    await start((_request, response) => response.end(manifest));
    const found = await registry.repository.manifest('1', 'Pull', signal);
    expect(found).toEqual({
      content: manifest,
      mediaType: mediaTypes.manifest,
      digest: sha256(manifest),
    });
    expect(registry.seen[0]?.url).toBe('/v2/shop/api/manifests/1');
    const accepted = registry.seen[0]?.headers.accept?.split(', ').sort();
    const { index, dockerManifestList, manifest: oci, dockerManifest } = mediaTypes;
    expect(accepted).toEqual([index, dockerManifestList, oci, dockerManifest].sort());
  });

  it('takes no other bytes than the digest asked for', async () => {
    await start((_request, response) => response.end(Buffer.concat([manifest, Buffer.from(' ')])));
    const asked = registry.repository.manifest(sha256(manifest), 'Pull', signal);
    await expect(asked).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    // It might have been an accident on the way: it is asked for again before it is told.
    expect(registry.seen).toHaveLength(3);
  });

  it('takes no manifest that is too large', async () => {
    await start((_request, response) => response.end(Buffer.alloc((4 << 20) + 1, ' ')));
    await expect(registry.repository.manifest('1', 'Pull', signal)).rejects.toMatchObject({
      code: 'REGISTRY_PROTOCOL',
    });
  });

  it('tells schema 1 apart', async () => {
    const old = { schemaVersion: 1, name: 'x' };
    await start((_request, response) => json(response, 200, old));
    await expect(registry.repository.manifest('1', 'Pull', signal)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    });
  });
});

describe('distribution-spec 1.1, Pulling blobs', () => {
  const content = randomBytes(300_000);
  const blob = { digest: sha256(content), size: content.length };
  const download = async (): Promise<Buffer> => {
    const parts: Uint8Array[] = [];
    for await (const part of downloadBlob(registry.repository, blob, 'Pull', signal))
      parts.push(part);
    return Buffer.concat(parts);
  };
  const ranges = (): ReadonlyArray<string | undefined> =>
    registry.seen.map(({ headers }) => headers.range);

  it('goes on by range after a break', async () => {
    await start(({ headers }, response) => {
      const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
      const to = Math.min(content.length, from + 120_000);
      response.writeHead(from === 0 ? 200 : 206, {
        'content-length': content.length - from,
        ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${content.length - 1}/*` }),
      });
      response.write(content.subarray(from, to), () => {
        if (to === content.length) response.end();
        else setTimeout(() => response.destroy(), 20);
      });
    });
    expect((await download()).equals(content)).toBe(true);
    expect(ranges()).toEqual([undefined, 'bytes=120000-', 'bytes=240000-']);
  });

  it('passes over what it has where ranges are not known', async () => {
    await start((_request, response) => {
      const cut = registry.seen.length === 1;
      response.writeHead(200, { 'content-length': content.length });
      if (!cut) response.end(content);
      else
        response.write(content.subarray(0, 100_000), () =>
          setTimeout(() => response.destroy(), 20),
        );
    });
    expect((await download()).equals(content)).toBe(true);
  });

  it('stops at the size of the descriptor', async () => {
    await start((_request, response) => response.end(Buffer.concat([content, Buffer.from('x')])));
    await expect(download()).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  it('follows redirects to other hosts, without credentials', async () => {
    const other = await scriptedRegistry((_request, response) => response.end(content));
    try {
      await start(({ headers }, response) => {
        if (headers.authorization === undefined)
          response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
        else response.writeHead(307, { location: `http://${other.host}/elsewhere` }).end();
      });
      Object.assign(registry.repository.client.authorizer, {
        credentials: () => Promise.resolve({ username: 'u', password: 'p', identityToken: '' }),
      });
      expect((await download()).equals(content)).toBe(true);
      expect(other.seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
        ['/elsewhere', undefined],
      ]);
    } finally {
      await other.stop();
    }
  });
});

/** An upload session that keeps what it gets; `hook` may answer instead. */
function uploads(
  hook: (request: { method: string; count: number }, response: ServerResponse) => boolean = () =>
    false,
  headers: Readonly<Record<string, string>> = {},
): { readonly answer: Answer; readonly kept: () => Buffer } {
  let kept = Buffer.alloc(0);
  const counts = new Map<string, number>();
  return {
    kept: () => kept,
    answer(request, response) {
      const count = (counts.get(request.method) ?? 0) + 1;
      counts.set(request.method, count);
      if (hook({ method: request.method, count }, response)) return;
      const location = `/upload/${count}?state=${kept.length}`;
      const range = `0-${Math.max(0, kept.length - 1)}`;
      if (request.method === 'POST') {
        kept = Buffer.alloc(0);
        response.writeHead(202, { location, ...headers }).end();
      } else if (request.method === 'GET') response.writeHead(204, { location, range }).end();
      else if (request.method === 'HEAD') response.writeHead(404).end();
      else {
        kept = Buffer.concat([kept, request.body]);
        response.writeHead(request.method === 'PUT' ? 201 : 202, { location }).end();
      }
    },
  };
}

const upload = (content: Buffer) =>
  uploadBlob(
    registry.repository,
    {
      open: () => ({
        chunks: (async function* () {
          for (let at = 0; at < content.length; at += 1 << 20)
            yield await Promise.resolve(content.subarray(at, at + (1 << 20)));
        })(),
        digest: Promise.resolve(sha256(content)),
      }),
    },
    { what: 'Push', signal },
  );
const calls = (): ReadonlyArray<string> =>
  registry.seen.map(({ method, headers }) =>
    [method, headers['content-range']].filter((part) => part !== undefined).join(' '),
  );
const mib = 1 << 20;

describe('distribution-spec 1.1, Pushing a blob monolithically', () => {
  it('sends POST, then PUT with the digest', async () => {
    const content = randomBytes(1000);
    const { answer, kept } = uploads();
    await start(answer);
    expect(await upload(content)).toEqual({
      digest: sha256(content),
      sizeBytes: 1000,
      mounted: false,
    });
    expect(calls()).toEqual(['POST', 'PUT']);
    const put = new URL(registry.seen[1]?.url ?? '', 'http://x');
    expect(put.searchParams.get('state')).toBe('0');
    expect(put.searchParams.get('digest')).toBe(sha256(content));
    expect(kept().equals(content)).toBe(true);
  });
});

describe('distribution-spec 1.1, Pushing a blob in chunks', () => {
  const content = randomBytes(18 * mib);

  it('sends chunks in order, the last one with PUT', async () => {
    const { answer, kept } = uploads();
    await start(answer);
    await upload(content);
    const at = (from: number, to: number) => `${from * mib}-${to * mib - 1}`;
    expect(calls()).toEqual([
      'POST',
      `PATCH ${at(0, 8)}`,
      `PATCH ${at(8, 16)}`,
      `PUT ${at(16, 18)}`,
    ]);
    expect(kept().equals(content)).toBe(true);
  });

  it('makes chunks as large as the registry wants them', async () => {
    const { answer, kept } = uploads(undefined, { 'oci-chunk-min-length': String(12 * mib) });
    await start(answer);
    await upload(content);
    expect(calls()[1]).toBe(`PATCH 0-${12 * mib - 1}`);
    expect(kept().equals(content)).toBe(true);
  });

  it('asks how much has arrived after a break, and goes on from there', async () => {
    const { answer, kept } = uploads(({ method, count }, response) => {
      if (method !== 'PATCH' || count !== 2) return false;
      response.writeHead(503).end();
      return true;
    });
    await start(answer);
    await upload(content);
    expect(calls().map((call) => call.split(' ')[0])).toEqual([
      'POST',
      'PATCH',
      'PATCH',
      'GET',
      'PATCH',
      'PUT',
    ]);
    expect(kept().equals(content)).toBe(true);
  });

  it('begins anew when the registry has lost the session', async () => {
    const { answer, kept } = uploads(({ method, count }, response) => {
      if (method !== 'PATCH' || count !== 2)
        return method === 'DELETE' && !!response.writeHead(204).end();
      response.writeHead(404).end();
      return true;
    });
    await start(answer);
    await upload(content);
    expect(calls().filter((call) => call === 'POST')).toHaveLength(2);
    expect(kept().equals(content)).toBe(true);
  });

  it('gives up in the end, and says why', async () => {
    await start((request, response) => {
      if (request.method === 'POST') response.writeHead(202, { location: '/upload/1' }).end();
      else json(response, 400, { errors: [{ code: 'BLOB_UPLOAD_INVALID', message: 'no room' }] });
    });
    await expect(upload(content)).rejects.toMatchObject({
      code: 'REGISTRY_REFUSED',
      message: expect.stringContaining('no room') as string,
    });
  });
});

describe('distribution-spec 1.1, Mounting a blob from another repository', () => {
  const digest = sha256(Buffer.from('x'));
  it.each([
    [201, true],
    [202, false],
    [403, false],
  ])('status %i: mounted is %s', async (status, mounted) => {
    await start(({ method }, response) =>
      response.writeHead(method === 'POST' ? status : 204, { location: '/upload/1' }).end(),
    );
    expect(await mountBlob(registry.repository, digest, 'shop/base', 'Push', signal)).toBe(mounted);
    expect(registry.seen[0]?.url).toBe(
      `/v2/shop/api/blobs/uploads/?mount=${encodeURIComponent(digest)}&from=shop%2Fbase`,
    );
  });
});

describe('distribution-spec 1.1, Pushing manifests', () => {
  it('refuses to believe in another digest', async () => {
    await start((_request, response) =>
      response.writeHead(201, { 'docker-content-digest': sha256(Buffer.from('other')) }).end(),
    );
    const pushed = registry.repository.putManifest(
      '1',
      manifest,
      mediaTypes.manifest,
      'Push',
      signal,
    );
    await expect(pushed).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(registry.seen[0]?.headers['content-type']).toBe(mediaTypes.manifest);
  });
});

describe('distribution-spec 1.1, Listing tags', () => {
  it('follows the links from page to page', async () => {
    await start(({ url }, response) => {
      const isFirst = !url.includes('last=');
      const link = isFirst ? { link: '</v2/shop/api/tags/list?last=b&n=1000>; rel="next"' } : {};
      json(response, 200, { name: 'shop/api', tags: isFirst ? ['a', 'b'] : ['c'] }, link);
    });
    const { repository } = registry;
    expect(await repository.tags(10, 'List', signal)).toEqual({
      tags: ['a', 'b', 'c'],
      more: false,
    });
    expect(await repository.tags(1, 'List', signal)).toEqual({ tags: ['a'], more: true });
  });

  it('takes no link to another host', async () => {
    const link = { link: '<http://evil.example/v2/x>; rel="next"' };
    await start((_request, response) => json(response, 200, { tags: ['a'] }, link));
    expect(await registry.repository.tags(10, 'List', signal)).toEqual({
      tags: ['a'],
      more: false,
    });
  });

  it('takes a repository without tags', async () => {
    await start((_request, response) => json(response, 200, { tags: null }));
    expect(await registry.repository.tags(10, 'List', signal)).toEqual({ tags: [], more: false });
  });
});

describe('distribution-spec 1.1, Listing referrers', () => {
  const digest = sha256(manifest);
  const entry = {
    mediaType: mediaTypes.manifest,
    digest,
    size: 1,
    artifactType: 'application/sbom',
  };
  const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [entry] };

  it('asks the referrers API', async () => {
    await start((_request, response) => json(response, 200, index));
    expect(await registry.repository.referrers(digest, 'Inspect', signal)).toEqual([entry]);
    expect(registry.seen.map(({ url }) => url)).toEqual([`/v2/shop/api/referrers/${digest}`]);
  });

  it('falls back to the referrers tag', async () => {
    await start(({ url }, response) =>
      url.includes('/referrers/') ? json(response, 404, {}) : json(response, 200, index),
    );
    expect(await registry.repository.referrers(digest, 'Inspect', signal)).toEqual([entry]);
    expect(registry.seen[1]?.url).toBe(`/v2/shop/api/manifests/${digest.replace(':', '-')}`);
  });

  it('has none where neither is', async () => {
    await start((_request, response) => json(response, 404, {}));
    expect(await registry.repository.referrers(digest, 'Inspect', signal)).toEqual([]);
  });
});

describe('distribution-spec 1.1, Error codes', () => {
  const cases: ReadonlyArray<readonly [number, string, number]> = [
    [401, 'REGISTRY_UNAUTHORIZED', 1],
    [403, 'REGISTRY_UNAUTHORIZED', 1],
    [404, 'REGISTRY_NOT_FOUND', 1],
    [405, 'REGISTRY_REFUSED', 1],
    [429, 'REGISTRY_RATE_LIMITED', 3],
    [503, 'REGISTRY_REFUSED', 3],
  ];
  it.each(cases)('status %i is %s after %i attempts', async (status, code, attempts) => {
    const body = { errors: [{ code: 'X', message: 'said so' }] };
    await start((_request, response) => json(response, status, body));
    await expect(registry.repository.tags(1, 'List', signal)).rejects.toMatchObject({
      code,
      message: expect.stringContaining('said so') as string,
    });
    expect(registry.seen).toHaveLength(attempts);
  });

  it('waits as long as Retry-After says', async () => {
    const times: number[] = [];
    await start((_request, response) => {
      times.push(performance.now());
      if (times.length > 1) json(response, 200, { tags: [] });
      else response.writeHead(429, { 'retry-after': '1' }).end();
    });
    // The kit's longest wait is 50 ms, so that a second is cut to that.
    await registry.repository.tags(1, 'List', signal);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(40);
  });
});
