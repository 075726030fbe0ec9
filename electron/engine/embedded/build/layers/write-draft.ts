import type { LayerEntry } from '../../../../../shared/model/layer';
import type { Effort } from '../../../../worker/pool';
import type { LayerFile } from '../../../../worker/tasks/write-layer';
import type { BuildSession } from '../step-context';

type Session = Pick<BuildSession, 'store' | 'workers' | 'hold'>;

export interface WrittenDraft {
  readonly diffId: string;
  /** False when a file was no longer what it was when its digest was taken. */
  readonly unchanged: boolean;
  /** With digests. */
  readonly entries: ReadonlyArray<LayerEntry>;
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
  const { store, workers } = session;
  const staged = await store.blobs.stage();
  try {
    const input = { targetPath: staged.path, files };
    const effort = effortOf(files);
    const written = await workers.run('write-layer', input, { signal, effort });
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
