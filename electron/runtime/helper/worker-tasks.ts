import { parentPort } from 'node:worker_threads';
import { DarkroomError, toWire } from '../../../shared/errors';
import type { SecretFinding } from '../../../shared/model/secret';
import { compilePathPatterns } from '../../dockerfile/dockerfile';
import { SecretScanner } from '../../inspect/secrets/secret-scanner';
import {
  writeFiles,
  type WriteFilesInput,
  type WriteFilesOutput,
} from '../../oci/layer/write-files';
import { libc } from '../native/libc';
import { hashForAnother, type RangeToHash } from './digest-beside';
import { reviewChanges, type ContainerChanges, type ReviewOptions } from './changes';
import { scanChanges, type ScanOptions } from './scan-changes';
import {
  writeSnapshotLayer,
  type SnapshotWriteOptions,
  type SnapshotWriteResult,
} from './snapshot-write';
import { writeLayer, type LayerWriteOptions, type LayerWriteResult } from './layer-write';
import { unpackLayer, type UnpackOptions } from './unpack';
import type { FromWorker, ToWorker } from './worker-protocol';

/** What a task is given by the thread that runs it. */
type OfThread = 'isCancelled' | 'onBytes' | 'hashBeside';

/** Work on many files, synchronous, in a thread of the helper, so that the helper itself never waits. */
export type WorkerTask =
  | { readonly kind: 'warm' }
  | ({ readonly kind: 'hash-beside' } & RangeToHash)
  | ({ readonly kind: 'unpack' } & Omit<UnpackOptions, 'isCancelled'>)
  | ({ readonly kind: 'write-files' } & WriteFilesInput)
  | ({ readonly kind: 'write-layer' } & Omit<LayerWriteOptions, OfThread>)
  | ({ readonly kind: 'write-snapshot'; readonly exclude: ReadonlyArray<string> } & Omit<
      SnapshotWriteOptions,
      OfThread | 'excluded'
    >)
  | ({ readonly kind: 'review' } & Omit<ReviewOptions, 'isCancelled'>)
  | ({ readonly kind: 'scan' } & Omit<ScanOptions, 'isCancelled' | 'excluded'>);

export interface WorkerResults {
  readonly warm: null;
  readonly 'hash-beside': null;
  readonly unpack: string[];
  readonly 'write-files': WriteFilesOutput;
  readonly 'write-layer': LayerWriteResult;
  readonly 'write-snapshot': SnapshotWriteResult;
  readonly review: ContainerChanges;
  readonly scan: ReadonlyArray<SecretFinding>;
}

const progressEveryBytes = 4 << 20;

/** What a thread of the helper does. */
export function serveTasks(): void {
  parentPort?.on('message', ({ task, cancelFlag }: ToWorker) => {
    const flag = new Int32Array(cancelFlag);
    const reply = (message: FromWorker) => parentPort?.postMessage(message);
    try {
      const result = runTask(
        task,
        () => Atomics.load(flag, 0) !== 0,
        (done, total) => reply({ kind: 'bytes', done, total }),
        (range) => reply({ kind: 'beside', range }),
      );
      reply({ kind: 'done', result });
    } catch (error) {
      reply({ kind: 'failed', error: toWire(error) });
    }
  });
}

function runTask(
  task: WorkerTask,
  isCancelled: () => boolean,
  onBytes: (done: number, total: number | null) => void,
  hashBeside: (range: RangeToHash) => void,
): WorkerResults[WorkerTask['kind']] {
  switch (task.kind) {
    case 'warm':
      libc();
      return null;
    case 'hash-beside':
      hashForAnother(task);
      return null;
    case 'unpack':
      return unpackLayer(libc(), { ...task, isCancelled });
    case 'write-files':
      return writeFiles(task, new SecretScanner(), () => {
        if (isCancelled()) throw new DarkroomError('CANCELLED', 'Cancelled');
      });
    case 'write-layer':
      return writeLayer(libc(), {
        ...task,
        isCancelled,
        onBytes: sparsely(onBytes),
        hashBeside,
      });
    case 'write-snapshot': {
      const excluded = compilePathPatterns(task.exclude);
      const running = { isCancelled, onBytes: sparsely(onBytes), hashBeside };
      return writeSnapshotLayer(libc(), { ...task, ...running, excluded });
    }
    case 'review':
      return reviewChanges(libc(), { ...task, isCancelled });
    case 'scan':
      return scanChanges(libc(), { ...task, isCancelled });
  }
}

function sparsely(onBytes: (done: number, total: number | null) => void) {
  let reported = 0;
  return (done: number, total: number | null) => {
    if (done - reported < progressEveryBytes) return;
    reported = done;
    onBytes(done, total);
  };
}
