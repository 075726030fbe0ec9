import { Worker, type TransferListItem } from 'node:worker_threads';
import { DarkroomError, fromWire } from '../../shared/errors';
import { cancelledError, onAbort, throwIfAborted } from '../base/abort';
import { bundlePath } from '../base/bundle-path';
import type { TaskMessage, TaskRequest } from './protocol';
import {
  loadTask,
  type TaskInput,
  type TaskName,
  type TaskOutput,
  type TaskProgress,
} from './tasks';

export interface RunOptions<K extends TaskName> {
  readonly signal: AbortSignal;
  onProgress?(value: TaskProgress<K>): void;
  readonly transfer?: ReadonlyArray<TransferListItem>;
  /** How much the task has to look at, where that is known: what is little need not start a thread. */
  readonly effort?: Effort;
}

export interface Effort {
  readonly files: number;
  readonly bytes: number;
}

export interface PoolOptions {
  /** Does what is little in this thread when no other waits for work. For a process without a window. */
  readonly littleHere?: boolean;
}

/** What takes less than starting a thread, which compiles all modules of Node anew. */
const little = { files: 2_500, bytes: 8 << 20 };

/** Threads kept for the next task. */
const keptIdle = 2;
/** Threads make much short-lived garbage; V8's default lets it grow to 48 MiB before it looks. */
const youngGenerationMb = 6;
/** How long a cancelled task may take to notice before its thread is ended, in milliseconds. */
const graceMs = 300;

/**
 * Runs typed tasks on worker threads. A thread starts when a task finds none free, so tasks that wait
 * for one another never starve; how much runs at once is for the callers to say.
 */
export class WorkerPool {
  private readonly idle: Worker[] = [];
  private readonly busy = new Set<Worker>();
  private disposed = false;

  constructor(private readonly options: PoolOptions = {}) {}

  /** Whether a task would not have to wait for a thread to start. */
  get hasIdle(): boolean {
    return this.idle.length > 0;
  }

  /** Starts threads ahead of the tasks that are about to come. */
  warm(count: number): void {
    while (!this.disposed && this.idle.length < count) this.idle.push(this.start());
  }

  /**
   * Rejects with the task's DarkroomError, or with CANCELLED once the task has really stopped, so
   * that the caller may remove what it wrote to.
   */
  async run<K extends TaskName>(
    name: K,
    input: TaskInput<K>,
    options: RunOptions<K>,
  ): Promise<TaskOutput<K>> {
    throwIfAborted(options.signal);
    if (this.disposed) throw new DarkroomError('INTERNAL', `Run ${name}: the pool is closed`);
    if (this.doesHere(options.effort)) return runHere(name, input, options);
    const worker = this.idle.pop() ?? this.start();
    this.busy.add(worker);
    worker.ref();
    return this.exchange(worker, name, input, options).finally(() => this.busy.delete(worker));
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    const all = [...this.idle.splice(0), ...this.busy];
    await Promise.all(all.map((worker) => worker.terminate()));
  }

  /** Whether such a task would be done in this thread, which does nothing else meanwhile. */
  doesHere(effort: Effort | undefined): boolean {
    if (this.options.littleHere !== true || this.hasIdle || effort === undefined) return false;
    return effort.files <= little.files && effort.bytes <= little.bytes;
  }

  private start(): Worker {
    const worker = new Worker(bundlePath('worker'), {
      name: 'darkroom-worker',
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    });
    worker.unref();
    const drop = (): void => {
      const index = this.idle.indexOf(worker);
      if (index !== -1) this.idle.splice(index, 1);
    };
    // A failure while idle: whoever runs a task has a listener of their own.
    worker.on('error', drop);
    worker.on('exit', drop);
    return worker;
  }

  private exchange<K extends TaskName>(
    worker: Worker,
    name: K,
    input: TaskInput<K>,
    options: RunOptions<K>,
  ): Promise<TaskOutput<K>> {
    return new Promise((resolve, reject) => {
      const cancel = new SharedArrayBuffer(4);
      let grace: NodeJS.Timeout | undefined;
      const settle = (keep: boolean, action: () => void): void => {
        clearTimeout(grace);
        aborting.dispose();
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        if (keep && !this.disposed && this.idle.length < keptIdle) {
          worker.unref();
          this.idle.push(worker);
        } else void worker.terminate();
        action();
      };
      const onMessage = (message: TaskMessage): void => {
        if (message.kind === 'progress') options.onProgress?.(message.value as TaskProgress<K>);
        else if (options.signal.aborted) settle(true, () => reject(cancelledError()));
        else if (message.kind === 'done')
          settle(true, () => resolve(message.output as TaskOutput<K>));
        else settle(true, () => reject(fromWire(message.error)));
      };
      const onError = (cause: unknown): void => {
        const text = cause instanceof Error ? cause.message : String(cause);
        settle(false, () =>
          reject(new DarkroomError('INTERNAL', `Run ${name} in a thread: ${text}`, { cause })),
        );
      };
      const onExit = (): void => {
        const cancelled = options.signal.aborted || this.disposed;
        const lost = new DarkroomError('INTERNAL', `Run ${name} in a thread: it ended early`);
        settle(false, () => reject(cancelled ? cancelledError() : lost));
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      const aborting = onAbort(options.signal, () => {
        Atomics.store(new Int32Array(cancel), 0, 1);
        grace = setTimeout(() => void worker.terminate(), graceMs);
      });
      const request: TaskRequest = { name, input, cancel };
      worker.postMessage(request, options.transfer);
    });
  }
}

async function runHere<K extends TaskName>(
  name: K,
  input: TaskInput<K>,
  { signal, onProgress }: RunOptions<K>,
): Promise<TaskOutput<K>> {
  const task = await loadTask(name);
  return task(input, {
    progress: (value) => onProgress?.(value as TaskProgress<K>),
    throwIfCancelled: () => throwIfAborted(signal),
  });
}
