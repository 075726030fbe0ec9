import { parentPort } from 'node:worker_threads';
import { toWire } from '../../shared/errors';
import { cancelledError } from '../base/abort';
import { useCodeCache } from '../base/code-cache';
import type { TaskContext, TaskMessage, TaskRequest } from './protocol';
import { loadTask } from './tasks';

useCodeCache(__dirname);

/** Entry of a worker thread: runs one task at a time and reports on it. */
const port = parentPort;
if (port !== null) {
  port.on('message', (request: TaskRequest) => {
    void run(request).then(({ message, transfer }) => port.postMessage(message, transfer));
  });
}

async function run(
  request: TaskRequest,
): Promise<{ message: TaskMessage; transfer: ArrayBuffer[] }> {
  const flag = new Int32Array(request.cancel);
  const context: TaskContext = {
    progress: (value) => port?.postMessage({ kind: 'progress', value } satisfies TaskMessage),
    throwIfCancelled: () => {
      if (Atomics.load(flag, 0) !== 0) throw cancelledError();
    },
  };
  try {
    const task = await loadTask(request.name);
    const output = await task(request.input as never, context);
    return { message: { kind: 'done', output }, transfer: buffersOf(output) };
  } catch (error) {
    return { message: { kind: 'failed', error: toWire(error) }, transfer: [] };
  }
}

/** Lists of bytes directly in the output (`batches`) move to the caller instead of being copied. */
function buffersOf(output: unknown): ArrayBuffer[] {
  const batches = (output as { batches?: ReadonlyArray<Uint8Array> } | null)?.batches ?? [];
  return batches.map((batch) => batch.buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}
