import { DarkroomError } from '../../../../shared/errors';
import type {
  PullOptions,
  PullResult,
  PushOptions,
  PushResult,
} from '../../../../shared/model/registry';
import { parseReference, type Reference } from '../../../oci/reference';
import type { WorkContext } from '../../engine';
import { ApiError, apiError } from '../api-error';
import type { DockerApi } from '../docker-api';
import type { LocalParts } from '../local-parts';
import { prefixedId, type ImageAnswer } from './image-shapes';

interface TransferLine {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly aux?: { readonly Digest?: string; readonly Size?: number };
}

/** Docker's name for its own registry, in credentials. */
const hubAddress = 'https://index.docker.io/v1/';

/** `POST /images/create`: the engine fetches by itself, with our credentials. */
export async function pullImage(
  api: DockerApi,
  local: LocalParts,
  name: string,
  options: PullOptions,
  work: WorkContext,
): Promise<PullResult> {
  refuseInsecure(options.insecure);
  const reference = parseReference(name);
  const before = await ask(api, reference.name).catch(() => null);
  const lines = api.lines<TransferLine>({
    method: 'POST',
    path: '/images/create',
    query: {
      fromImage: `${reference.registry}/${reference.repository}`,
      tag: reference.digest ?? reference.tag ?? 'latest',
      platform: options.platform,
    },
    headers: await authorization(local, reference),
    signal: work.signal,
    what: `Pull ${reference.familiar}`,
  });
  const { digest } = await follow(lines, `Pull ${reference.familiar}`, work);
  const image = await ask(api, reference.name);
  const imageId = prefixedId(image.Id);
  return {
    imageId,
    name: reference.familiar,
    fullName: reference.name,
    digest,
    changed: before === null || prefixedId(before.Id) !== imageId,
  };
}

/** `POST /images/{name}/push`. */
export async function pushImage(
  api: DockerApi,
  local: LocalParts,
  name: string,
  options: PushOptions,
  work: WorkContext,
): Promise<PushResult> {
  refuseInsecure(options.insecure);
  if (options.compression !== undefined || options.format !== undefined) {
    throw new DarkroomError('NOT_SUPPORTED', 'The engine chooses compression and format itself', {
      hint: 'Send the image to the embedded engine and push it from there.',
    });
  }
  const reference = parseReference(options.target ?? name);
  const repository = `${reference.registry}/${reference.repository}`;
  const tag = reference.tag ?? 'latest';
  if (options.target !== undefined) {
    await api.json({
      method: 'POST',
      path: `/images/${encodeURIComponent(name)}/tag`,
      query: { repo: repository, tag },
      what: `Tag image ${name}`,
    });
  }
  const lines = api.lines<TransferLine>({
    method: 'POST',
    path: `/images/${encodeURIComponent(repository)}/push`,
    query: { tag },
    headers: await authorization(local, reference),
    signal: work.signal,
    what: `Push ${reference.familiar}`,
  });
  const { digest, sizeBytes } = await follow(lines, `Push ${reference.familiar}`, work);
  return { name: reference.familiar, digest, sizeBytes };
}

/** Bytes of all layers together; an engine tells of each by itself. */
async function follow(
  lines: AsyncIterable<TransferLine>,
  what: string,
  work: WorkContext,
): Promise<{ readonly digest: string; readonly sizeBytes: number }> {
  const layers = new Map<string, { readonly current: number; readonly total: number }>();
  let digest = '';
  let sizeBytes = 0;
  for await (const line of lines) {
    if (line.error !== undefined) throw apiError(what, new ApiError(500, line.error));
    const found = /digest: (sha256:[0-9a-f]{64})/i.exec(line.status ?? '');
    digest = line.aux?.Digest ?? found?.[1] ?? digest;
    sizeBytes = line.aux?.Size ?? sizeBytes;
    const { current = 0, total = 0 } = line.progressDetail ?? {};
    if (line.id === undefined || total === 0) continue;
    layers.set(line.id, { current, total });
    const all = [...layers.values()];
    work.progress({
      done: all.reduce((sum, layer) => sum + layer.current, 0),
      total: all.reduce((sum, layer) => sum + layer.total, 0),
      unit: 'bytes',
      label: '',
    });
  }
  return { digest, sizeBytes };
}

/** Base64 for URLs, of the document that docker's command sends. A push needs one even when empty. */
async function authorization(
  local: LocalParts,
  { registry }: Reference,
): Promise<Readonly<Record<string, string>>> {
  const found = await local.credentials(registry);
  const serveraddress = registry === 'docker.io' ? hubAddress : registry;
  const document =
    found === null
      ? {}
      : found.identityToken !== ''
        ? { identitytoken: found.identityToken, serveraddress }
        : { username: found.username, password: found.password, serveraddress };
  const encoded = Buffer.from(JSON.stringify(document)).toString('base64');
  return { 'X-Registry-Auth': encoded.replaceAll('+', '-').replaceAll('/', '_') };
}

function refuseInsecure(insecure: boolean | undefined): void {
  if (insecure !== true) return;
  throw new DarkroomError('NOT_SUPPORTED', 'The engine itself decides which registries it trusts', {
    hint: 'Name the registry under insecure-registries in the engine’s daemon.json.',
  });
}

function ask(api: DockerApi, name: string): Promise<ImageAnswer> {
  return api.json<ImageAnswer>({
    method: 'GET',
    path: `/images/${encodeURIComponent(name)}/json`,
    what: `Inspect image ${name}`,
  });
}
