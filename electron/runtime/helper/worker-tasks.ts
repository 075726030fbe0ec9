import { libc } from '../native/libc';
import { writeLayer, type LayerWriteOptions, type LayerWriteResult } from './layer-write';
import { unpackLayer, type UnpackOptions } from './unpack';

/** Work on many files, synchronous, in a thread of the helper, so that the helper itself never waits. */
export type WorkerTask =
  | { readonly kind: 'warm' }
  | ({ readonly kind: 'unpack' } & Omit<UnpackOptions, 'isCancelled'>)
  | ({ readonly kind: 'write-layer' } & Omit<LayerWriteOptions, 'isCancelled' | 'onBytes'>);

export interface WorkerResults {
  readonly warm: null;
  readonly unpack: string[];
  readonly 'write-layer': LayerWriteResult;
}

const progressEveryBytes = 4 << 20;

export function runTask(
  task: WorkerTask,
  isCancelled: () => boolean,
  onBytes: (done: number) => void,
): WorkerResults[WorkerTask['kind']] {
  switch (task.kind) {
    case 'warm':
      libc();
      return null;
    case 'unpack':
      return unpackLayer(libc(), { ...task, isCancelled });
    case 'write-layer': {
      let reported = 0;
      return writeLayer(libc(), {
        ...task,
        isCancelled,
        onBytes(done) {
          if (done - reported < progressEveryBytes) return;
          reported = done;
          onBytes(done);
        },
      });
    }
  }
}
