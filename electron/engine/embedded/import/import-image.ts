import { DarkroomError } from '../../../../shared/errors';
import type { ImageConfig } from '../../../../shared/model/image';
import type { SecretFinding } from '../../../../shared/model/secret';
import type { ImportOptions, ImportResult } from '../../../../shared/model/import';
import { decodeEntryBatches } from '../../../oci/layer/entry-batches';
import { hostPlatform, parsePlatform, type Platform } from '../../../oci/platform';
import { parseReference } from '../../../oci/reference';
import type { RootfsFacts } from '../../../worker/tasks/index-layer';
import type { WorkContext } from '../../engine';
import { applyChanges } from '../changes';
import { checkSecrets } from '../secrets/gate';
import { openImportSource, type OpenedSource } from './archive-source';
import type { ArchiveDeps } from './deps';
import { loadArchive, loadSource } from './load-archive';
import { isFolder } from './oci-folder';
import { readLayer, type LayerRead } from './read-layer';

/**
 * `docker import`: makes a one-layer image of a root file system. An image archive is loaded instead.
 * Nothing is left in the store unless the whole archive was read and is sound.
 */
export async function importImage(
  deps: ArchiveDeps,
  options: ImportOptions,
  work: WorkContext,
  stdin?: NodeJS.ReadableStream,
): Promise<ImportResult> {
  const names = options.reference === undefined ? [] : [parseReference(options.reference).familiar];
  const platform = options.platform === undefined ? null : parsePlatform(options.platform);
  applyChanges(emptyConfig(hostPlatform()), options.changes ?? []); // wrong ones show before the work
  if (await isFolder(options.source)) return loadArchive(deps, options.source, work, names);
  deps.workers.warm(2);
  const opened = await openImportSource(options.source, stdin, work.signal);
  const read = await readWhole(deps, opened, work);
  try {
    if (read.archive.kind === 'image-archive') {
      work.log({ kind: 'message', text: 'This is an image archive: loading it.' });
      const source =
        read.replay === null ? opened.source : ({ kind: 'stream', chunks: read.replay } as const);
      return await loadSource(deps, { ...opened, source }, work, names);
    }
    const { blob } = read;
    if (read.archive.kind === 'other' || blob === null) throw notARootfs(opened.label, read);
    const secrets = checkSecrets(deps.store, await findings(deps, read, work), {
      what: `Import of ${opened.label}`,
      allowSecrets: options.allowSecrets ?? false,
    });
    const config = makeConfig(options, platform ?? platformOf(read.facts), blob.diffId);
    const lease = deps.store.lease([blob.diffId]);
    try {
      await read.staged.commit(blob.diffId, blob.sizeBytes);
      await deps.store.layers.put(blob.diffId, blob.sizeBytes, decodeEntryBatches(read.batches));
      deps.store.secrets.putFindings(blob.diffId, secrets);
      const origin = { origin: 'import', originDetail: opened.label } as const;
      const record = await deps.store.images.add({ config, ...origin }, names);
      return { imageIds: [record.summary.id], names, loaded: false };
    } finally {
      lease.dispose();
    }
  } finally {
    await read.staged.discard();
  }
}

/** Reads the source; a second pass takes a folder off that the first one saw too late. */
async function readWhole(
  deps: ArchiveDeps,
  opened: OpenedSource,
  work: WorkContext,
): Promise<LayerRead> {
  const { signal } = work;
  const onProgress = (done: number): void =>
    work.progress({ done, total: opened.totalBytes, unit: 'bytes', label: '' });
  const read = await readLayer(deps, {
    source: opened.source,
    mode: 'rootfs',
    scan: true,
    signal,
    onProgress,
  });
  const { archive } = read;
  if (archive.kind !== 'rootfs' || archive.prefix === '' || read.rewritten !== null) return read;
  const source = { kind: 'file', path: read.staged.path, start: 0, lengthBytes: null } as const;
  try {
    return await readLayer(deps, {
      source,
      mode: 'prefix',
      prefix: archive.prefix,
      scan: true,
      signal,
    });
  } finally {
    await read.staged.discard();
  }
}

async function findings(
  { workers }: ArchiveDeps,
  { secrets, staged }: LayerRead,
  { signal }: WorkContext,
): Promise<ReadonlyArray<SecretFinding>> {
  if (secrets.length === 0) return [];
  return workers.run('secret-lines', { found: secrets, blobPath: staged.path }, { signal });
}

function notARootfs(label: string, read: LayerRead): DarkroomError {
  const what = read.archive.kind === 'other' ? read.archive.text : 'an empty archive';
  return new DarkroomError(
    'ARCHIVE_NOT_A_ROOTFS',
    `Import “${label}”: it is ${what}; no root file system`,
    {
      data: { looksLike: what },
      hint: 'Give a tar of a root file system, as debootstrap, OpenVZ, LXC or WSL make them.',
    },
  );
}

function platformOf(facts: RootfsFacts): Platform {
  if (facts.architecture === '') return hostPlatform();
  const { architecture, variant } = facts;
  return { os: 'linux', architecture, ...(variant === '' ? {} : { variant }) };
}

function emptyConfig(platform: Platform): ImageConfig {
  return {
    architecture: platform.architecture,
    os: platform.os,
    ...(platform.variant === undefined ? {} : { variant: platform.variant }),
    config: {},
    rootfs: { type: 'layers', diff_ids: [] },
    history: [],
  };
}

/** The config that docker import makes: one layer, one history entry with the message as comment. */
function makeConfig(options: ImportOptions, platform: Platform, diffId: string): ImageConfig {
  const created = new Date().toISOString();
  const isUrl = /^https?:\/\//i.test(options.source);
  const comment = options.message ?? `Imported from ${isUrl ? options.source : '-'}`;
  return {
    created,
    ...applyChanges(emptyConfig(platform), options.changes ?? []),
    rootfs: { type: 'layers', diff_ids: [diffId] },
    history: [{ created, comment }],
  };
}
