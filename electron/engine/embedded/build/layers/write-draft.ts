import type { LayerEntry } from '../../../../../shared/model/layer';
import { isCancelled } from '../../../../../shared/errors';
import type { Effort } from '../../../../worker/pool';
import type {
  LayerFile,
  WriteFilesInput,
  WriteFilesOutput,
} from '../../../../oci/layer/write-files';
import type { BuildSession } from '../step-context';

type Session = Pick<BuildSession, 'store' | 'workers' | 'sandbox' | 'hold'>;

export interface WrittenDraft {
  readonly diffId: string;
  /** False when a file was no longer what it was when its digest was taken. */
  readonly unchanged: boolean;
  /** With digests. */
  readonly entries: ReadonlyArray<LayerEntry>;
}

/** Less than this is written sooner than told. */
const fewFiles = 32;

/** Of their names, in characters: the helper takes no messages without end. */
const sentTextLimit = 1 << 20;

/** Whether files can be told of in a short message, without bytes and what is found by reading an archive. */
function canBeSent(files: ReadonlyArray<LayerFile>): boolean {
  let text = 0;
  return files.every(({ entry, content }) => {
    if (content !== undefined && content.kind !== 'file' && content.kind !== 'range') return false;
    text += entry.path.length + (entry.link?.length ?? 0) + (content?.path.length ?? 0);
    return entry.xattrs === undefined && text <= sentTextLimit;
  });
}

/** What writing them takes. */
export function effortOf(files: ReadonlyArray<LayerFile>): Effort {
  const bytes = files.reduce((sum, { entry }) => sum + entry.sizeBytes, 0);
  return { files: files.length, bytes };
}

/** Writes planned files as a layer and puts it into the store; not yet synced to disk. */
export async function writeDraft(
  session: Session,
  files: ReadonlyArray<LayerFile>,
  signal: AbortSignal,
): Promise<WrittenDraft> {
  const { store } = session;
  const staged = await store.blobs.stage();
  try {
    const input = { targetPath: staged.path, files };
    const written = await write(session, input, signal);
    const { diffId, sizeBytes, digests, offsets, secrets } = written;
    session.hold(diffId);
    await staged.commit(diffId, sizeBytes, { durable: false });
    let unchanged = true;
    const entries = files.map(({ entry }, index): LayerEntry => {
      const digest = digests[index] ?? '';
      if (digest === '') return entry;
      if (entry.digest !== undefined && entry.digest !== digest) unchanged = false;
      const dataOffset = offsets[index] ?? -1;
      return { ...entry, digest, ...(dataOffset < 0 ? {} : { dataOffset }) };
    });
    await store.layers.put(diffId, sizeBytes, entries);
    store.secrets.putFindings(diffId, secrets);
    return { diffId, unchanged, entries };
  } finally {
    await staged.discard();
  }
}

export function isFew(files: ReadonlyArray<LayerFile>): boolean {
  return files.length < fewFiles;
}

/** Whether the helper writes such a layer, whose threads have compiled all they need, while this one goes on. */
export function helperWrites(
  { workers, sandbox }: Pick<BuildSession, 'workers' | 'sandbox'>,
  files: ReadonlyArray<LayerFile>,
): boolean {
  return sandbox.isReady && !isFew(files) && workers.doesHere(effortOf(files)) && canBeSent(files);
}

async function write(
  session: Session,
  input: WriteFilesInput,
  signal: AbortSignal,
): Promise<WriteFilesOutput> {
  const { workers, sandbox } = session;
  const effort = effortOf(input.files);
  if (helperWrites(session, input.files)) {
    try {
      const written = await sandbox.writeFiles(input, signal);
      if (written !== null) return written;
    } catch (error) {
      if (isCancelled(error)) throw error;
      // It may see less of this machine; what is wrong with the files themselves is found here again.
    }
  }
  return workers.run('write-layer', input, { signal, effort });
}
