import { Worker } from 'node:worker_threads';
import { fromWire } from '../../../shared/errors';
import type { RangeToHash } from './digest-beside';
import { workerMark, type FromWorker, type ToWorker } from './worker-protocol';
import type { WorkerResults, WorkerTask } from './worker-tasks';

interface RunOptions {
  readonly signal: AbortSignal;
  onBytes?(done: number, total: number | null): void;
}

/** Threads of the helper process: they share its namespaces. One task each at a time. */
export class WorkerPool {
  private readonly idle: Worker[] = [];
  private readonly waiting: Array<(worker: Worker) => void> = [];
  private started = 0;
  /** How many tasks of each kind run or wait. */
  private readonly kinds = new Map<WorkerTask['kind'], number>();

  constructor(
    private readonly entry: string,
    private readonly limit: number,
  ) {}

  /** Whether a task would begin at once. */
  get hasFree(): boolean {
    return this.idle.length > 0 || this.started < this.limit;
  }

  /** Whether it would begin at once, or wait for others of its kind alone. */
  isSoonDone(kind: WorkerTask['kind']): boolean {
    return this.hasFree || [...this.kinds.keys()].every((other) => other === kind);
  }

  async run<K extends WorkerTask['kind']>(
    task: Extract<WorkerTask, { kind: K }>,
    options: RunOptions,
  ): Promise<WorkerResults[K]> {
    options.signal.throwIfAborted();
    const { kind } = task;
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    try {
      return await this.runOn(await this.take(), task, options);
    } finally {
      const left = (this.kinds.get(kind) ?? 1) - 1;
      if (left === 0) this.kinds.delete(kind);
      else this.kinds.set(kind, left);
    }
  }

  private async runOn<K extends WorkerTask['kind']>(
    worker: Worker,
    task: Extract<WorkerTask, { kind: K }>,
    options: RunOptions,
  ): Promise<WorkerResults[K]> {
    const cancelFlag = new SharedArrayBuffer(4);
    const cancel = () => Atomics.store(new Int32Array(cancelFlag), 0, 1);
    options.signal.addEventListener('abort', cancel);
    // It may have been while all threads were busy.
    if (options.signal.aborted) cancel();
    try {
      return (await this.send(worker, { task, cancelFlag }, options)) as WorkerResults[K];
    } finally {
      options.signal.removeEventListener('abort', cancel);
      this.giveBack(worker);
    }
  }

  /** Only with a thread that has nothing to do: whoever asked does it otherwise. */
  private hashBeside(range: RangeToHash): void {
    if (!this.hasFree) return;
    const { signal } = new AbortController();
    this.run({ kind: 'hash-beside', ...range }, { signal }).catch(() => undefined);
  }

  private send(worker: Worker, message: ToWorker, options: RunOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        worker.off('message', onMessage);
        worker.off('error', onError);
      };
      const onMessage = (reply: FromWorker) => {
        if (reply.kind === 'bytes') return options.onBytes?.(reply.done, reply.total);
        if (reply.kind === 'beside') return this.hashBeside(reply.range);
        finish();
        if (reply.kind === 'done') resolve(reply.result);
        else reject(fromWire(reply.error));
      };
      const onError = (error: Error) => {
        finish();
        this.forget(worker);
        reject(error);
      };
      worker.on('message', onMessage);
      worker.on('error', onError);
      worker.postMessage(message);
    });
  }

  private take(): Promise<Worker> {
    const free = this.idle.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.started < this.limit) {
      this.started += 1;
      const worker = new Worker(this.entry, { workerData: workerMark });
      worker.unref();
      return Promise.resolve(worker);
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private giveBack(worker: Worker): void {
    if (worker.threadId === -1) return;
    const next = this.waiting.shift();
    if (next === undefined) this.idle.push(worker);
    else next(worker);
  }

  private forget(worker: Worker): void {
    this.started -= 1;
    void worker.terminate();
    const next = this.waiting.shift();
    if (next !== undefined) void this.take().then(next);
  }
}
