import { DarkroomError } from '../../../../shared/errors';
import { parseConfig } from '../../../oci/config';
import type { Descriptor } from '../../../oci/descriptor';
import { parseImageIndex } from '../../../oci/image-index';
import { parseManifest } from '../../../oci/manifest';
import { isIndexType, mediaTypes } from '../../../oci/media-types';
import { formatPlatform, type Platform } from '../../../oci/platform';
import { familiarRepository, parseReference, type Reference } from '../../../oci/reference';
import type { LocatedManifest } from '../../../registry/registries';
import type { Repository } from '../../../registry/repository';
import { copyBlob } from '../../../registry/transfer/copy';
import { downloadSmallBlob } from '../../../registry/transfer/download';
import type { WorkContext } from '../../engine';
import type {
  Annotation,
  ListEntry,
  ListOptions,
  ManifestList,
  ManifestListOperations,
} from '../../manifest-lists';
import { pushBlobs } from './push-image';
import type { TransferParts } from './transfer-parts';

/** Drafts of indexes in the store; image-spec v1.1 "image-index.md" when they are pushed. */
export class StoreManifestLists implements ManifestListOperations {
  constructor(private readonly parts: TransferParts) {}

  list(): ReadonlyArray<string> {
    return this.parts.store.distribution.lists();
  }

  get(name: string): ManifestList {
    const content = this.parts.store.distribution.list(listName(name));
    if (content !== null) return JSON.parse(content) as ManifestList;
    throw new DarkroomError('NOT_FOUND', `There is no manifest list “${listName(name)}”`, {
      data: { name },
      hint: `Make it with “darkroom manifest create ${name} IMAGE…”.`,
    });
  }

  async create(
    name: string,
    sources: ReadonlyArray<string>,
    options: ListOptions & { readonly amend: boolean },
    work: WorkContext,
  ): Promise<ManifestList> {
    const known = this.parts.store.distribution.list(listName(name));
    if (known !== null && !options.amend) {
      throw new DarkroomError('CONFLICT', `Manifest list “${listName(name)}” is there already`, {
        data: { name },
        hint: 'Add to it with --amend, or remove it with “darkroom manifest rm”.',
      });
    }
    const added: ListEntry[] = [];
    for (const source of sources) added.push(...(await this.entriesOf(source, options, work)));
    const before = known === null ? [] : (JSON.parse(known) as ManifestList).entries;
    const replaced = new Set(added.map(({ platform }) => formatPlatform(platform)));
    const kept = before.filter(({ platform }) => !replaced.has(formatPlatform(platform)));
    return this.keep({ name: listName(name), entries: [...kept, ...added], annotations: {} });
  }

  annotate(name: string, source: string, change: Annotation): ManifestList {
    const list = this.get(name);
    const isMeant = (entry: ListEntry): boolean =>
      entry.source === source || entry.digest === source || entry.imageId === source;
    if (!list.entries.some(isMeant)) {
      throw new DarkroomError(
        'NOT_FOUND',
        `Manifest list “${list.name}” has no image “${source}”`,
        {
          data: { name: list.name, source },
        },
      );
    }
    const { os, architecture, variant, annotations = {} } = change;
    const entries = list.entries.map((entry) =>
      isMeant(entry)
        ? {
            ...entry,
            annotations: { ...entry.annotations, ...annotations },
            platform: {
              ...entry.platform,
              ...(os === undefined ? {} : { os }),
              ...(architecture === undefined ? {} : { architecture }),
              ...(variant === undefined ? {} : { variant }),
            },
          }
        : entry,
    );
    return this.keep({ ...list, entries });
  }

  async push(
    name: string,
    options: ListOptions & { readonly target?: string },
    work: WorkContext,
  ): Promise<{ readonly name: string; readonly digest: string }> {
    const list = this.get(name);
    const target = parseReference(options.target ?? list.name);
    const repository = this.parts.registries.writable(target, options);
    const what = `Push ${target.familiar}`;
    const manifests: Descriptor[] = [];
    for (const entry of list.entries)
      manifests.push(await this.pushEntry(entry, repository, options, what, work));
    const isDocker = manifests.every(({ mediaType }) => mediaType === mediaTypes.dockerManifest);
    const mediaType = isDocker ? mediaTypes.dockerManifestList : mediaTypes.index;
    const content = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
    const tag = target.tag ?? 'latest';
    const digest = await repository.putManifest(tag, content, mediaType, what, work.signal);
    const { store } = this.parts;
    for (const { imageId } of list.entries) {
      if (imageId !== '' && store.images.tryFind(imageId) !== null)
        store.distribution.putDigest(imageId, familiarRepository(target), digest);
    }
    return { name: target.familiar, digest };
  }

  remove(name: string): boolean {
    return this.parts.store.distribution.removeList(listName(name));
  }

  private keep(list: ManifestList): ManifestList {
    this.parts.store.distribution.putList(list.name, JSON.stringify(list));
    return list;
  }

  private async entriesOf(
    source: string,
    options: ListOptions,
    work: WorkContext,
  ): Promise<ReadonlyArray<ListEntry>> {
    const local = this.parts.store.images.tryFind(source);
    if (local !== null) {
      const { os, architecture, variant } = local.config;
      return [
        {
          source,
          digest: local.summary.manifestDigest,
          sizeBytes: 0,
          mediaType: mediaTypes.manifest,
          platform: { os, architecture, ...(variant === undefined ? {} : { variant }) },
          annotations: {},
          imageId: local.summary.id,
        },
      ];
    }
    const reference = parseReference(source);
    const what = `Add ${source}`;
    const access = { ...options, signal: work.signal };
    const found = await this.parts.registries.manifest(reference, what, access);
    if (!isIndexType(found.mediaType)) return [await remoteEntry(source, found, what, work)];
    return parseImageIndex(found.content).manifests.flatMap((item) =>
      item.platform === undefined || item.platform.os === 'unknown'
        ? []
        : [
            {
              source: `${familiarRepository(reference)}@${item.digest}`,
              digest: item.digest,
              sizeBytes: item.size,
              mediaType: item.mediaType,
              platform: item.platform,
              annotations: item.annotations ?? {},
              imageId: '',
            },
          ],
    );
  }

  private async pushEntry(
    entry: ListEntry,
    repository: Repository,
    options: ListOptions,
    what: string,
    work: WorkContext,
  ): Promise<Descriptor> {
    const pushed =
      entry.imageId === ''
        ? await this.copyRemote(entry, repository, options, what, work)
        : await this.pushLocal(entry, repository, what, work);
    const { platform, annotations } = entry;
    return {
      ...pushed,
      platform,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    };
  }

  private async pushLocal(
    entry: ListEntry,
    repository: Repository,
    what: string,
    work: WorkContext,
  ): Promise<Descriptor> {
    const { store } = this.parts;
    const image = store.images.find(entry.imageId);
    const limit = store.settings.get().parallelTransfers;
    const options = { compression: null, format: null, limit };
    const lease = store.lease([entry.imageId, ...image.config.rootfs.diff_ids]);
    try {
      const { content, mediaType, digest } = await pushBlobs(
        this.parts,
        image,
        repository,
        what,
        options,
        work,
      );
      await repository.putManifest(digest, content, mediaType, what, work.signal);
      return { mediaType, digest, size: content.length };
    } finally {
      lease.dispose();
    }
  }

  private async copyRemote(
    entry: ListEntry,
    repository: Repository,
    options: ListOptions,
    what: string,
    work: WorkContext,
  ): Promise<Descriptor> {
    const { digest, mediaType, sizeBytes: size } = entry;
    const descriptor = { mediaType, digest, size };
    if (await repository.hasManifest(digest, what, work.signal)) return descriptor;
    const reference: Reference = { ...parseReference(entry.source), tag: null, digest };
    const access = { ...options, signal: work.signal };
    const found = await this.parts.registries.manifest(reference, what, access);
    const manifest = parseManifest(found.content);
    for (const blob of [manifest.config, ...manifest.layers])
      await copyBlob(found.repository, repository, blob, { what, signal: work.signal });
    await repository.putManifest(digest, found.content, found.mediaType, what, work.signal);
    return descriptor;
  }
}

async function remoteEntry(
  source: string,
  found: LocatedManifest,
  what: string,
  { signal }: WorkContext,
): Promise<ListEntry> {
  const { config } = parseManifest(found.content);
  const content = await downloadSmallBlob(found.repository, config, what, signal);
  const { os, architecture, variant } = parseConfig(content);
  const platform: Platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  return {
    source,
    digest: found.digest,
    sizeBytes: found.content.length,
    mediaType: found.mediaType,
    platform,
    annotations: {},
    imageId: '',
  };
}

/** Lists have familiar names, as images do. INVALID_REFERENCE. */
function listName(name: string): string {
  return parseReference(name).familiar;
}
