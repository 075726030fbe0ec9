import type { ArchivedImage } from './archived-image';
import { notAnImage, type ImageArchive } from './image-archive';

/** `<id>/json` of an image of docker before 1.10: one layer and the id of the layer below. */
interface LegacyLayer {
  readonly id: string;
  readonly parent?: string;
  readonly created?: string;
  readonly author?: string;
  readonly comment?: string;
  readonly architecture?: string;
  readonly os?: string;
  readonly config?: unknown;
  readonly container_config?: { readonly Cmd?: unknown };
}

const maxLayers = 1000;

/**
 * Images of an archive that has only `repositories` (docker 1.0 to 1.9). Their configs hold no diffIDs;
 * `withDiffIds` puts them in once the layers are read.
 */
export async function readLegacyImages(
  archive: ImageArchive,
): Promise<ReadonlyArray<ArchivedImage>> {
  const repositories = parseObject(await archive.read('repositories'), 'repositories');
  const namesById = new Map<string, string[]>();
  for (const [repository, tags] of Object.entries(repositories)) {
    for (const [tag, id] of Object.entries(tags as Readonly<Record<string, unknown>>)) {
      if (typeof id !== 'string' || !/^[0-9a-f]{64}$/.test(id))
        throw notAnImage('repositories names no layer id');
      namesById.set(id, [...(namesById.get(id) ?? []), `${repository}:${tag}`]);
    }
  }
  return Promise.all([...namesById].map(([id, names]) => readChain(archive, id, names)));
}

async function readChain(
  archive: ImageArchive,
  top: string,
  names: ReadonlyArray<string>,
): Promise<ArchivedImage> {
  const chain: LegacyLayer[] = [];
  for (let id: string | undefined = top; id !== undefined && id !== ''; id = chain[0]?.parent) {
    if (chain.length >= maxLayers) throw notAnImage('its layers form a loop');
    const layer = parseObject(
      await archive.read(`${id}/json`),
      `${id}/json`,
    ) as unknown as LegacyLayer;
    chain.unshift({ ...layer, id });
  }
  const last = chain[chain.length - 1];
  const config = {
    created: last?.created,
    author: last?.author,
    architecture: last?.architecture ?? 'amd64',
    os: last?.os ?? 'linux',
    config: last?.config ?? {},
    rootfs: { type: 'layers', diff_ids: [] },
    history: chain.map(historyOf),
  };
  return {
    configBytes: Buffer.from(JSON.stringify(config)),
    layerPaths: chain.map(({ id }) => `${id}/layer.tar`),
    names,
    lacksDiffIds: true,
  };
}

function historyOf(layer: LegacyLayer) {
  const command = layer.container_config?.Cmd;
  return {
    created: layer.created,
    author: layer.author,
    comment: layer.comment,
    created_by: Array.isArray(command) ? command.join(' ') : undefined,
  };
}

/** The image with diffIDs in its config, which old docker did not keep. */
export function withDiffIds(image: ArchivedImage, diffIds: ReadonlyArray<string>): ArchivedImage {
  const config = JSON.parse(image.configBytes.toString('utf8')) as Readonly<
    Record<string, unknown>
  >;
  const rootfs = { type: 'layers', diff_ids: diffIds };
  return { ...image, configBytes: Buffer.from(JSON.stringify({ ...config, rootfs })) };
}

function parseObject(content: Buffer, what: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(content.toString('utf8'));
    if (typeof value === 'object' && value !== null)
      return value as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw notAnImage(`${what} is no JSON`, cause);
  }
  throw notAnImage(`${what} is no JSON object`);
}
