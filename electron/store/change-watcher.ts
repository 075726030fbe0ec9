import { watch, type FSWatcher } from 'node:fs';
import { basename } from 'node:path';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { CounterName, IndexDatabase } from './index/index-database';
import { databasePath } from './paths';
import type { StorePaths } from './store';

/** A commit writes its log several times; listeners hear of it once, this many milliseconds later. */
const settleMs = 25;
const usual: ReadonlyArray<CounterName> = ['images', 'containers', 'jobs', 'settings'];

/**
 * Announces commits of any process: the kernel reports writes to the index's log file, and counters
 * inside the index tell whether something changed that listeners care for (a lease or a cached digest
 * is nothing to them). Watches only while somebody listens.
 */
export class ChangeWatcher implements Disposable {
  private readonly emitter = new Emitter<void>();
  private watcher: FSWatcher | null = null;
  private timer: NodeJS.Timeout | null = null;
  private seen = '';
  private listenerCount = 0;

  constructor(
    private readonly database: IndexDatabase,
    private readonly paths: StorePaths,
    private readonly watched = usual,
  ) {}

  onDidChange(listener: () => void): Disposable {
    if (this.listenerCount === 0) this.start();
    this.listenerCount += 1;
    const registration = this.emitter.event(listener);
    let isActive = true;
    return {
      dispose: () => {
        if (!isActive) return;
        isActive = false;
        registration.dispose();
        this.listenerCount -= 1;
        if (this.listenerCount === 0) this.stop();
      },
    };
  }

  dispose(): void {
    this.stop();
    this.emitter.dispose();
  }

  private start(): void {
    this.seen = this.state();
    const name = basename(databasePath(this.paths));
    this.watcher = watch(this.paths.state, { persistent: false }, (_, file) => {
      if (file === null || file.startsWith(name)) this.schedule();
    });
    // The folder can only go away with the whole store; then there is nothing to announce any more.
    this.watcher.on('error', () => this.stop());
  }

  private stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.watcher?.close();
    this.watcher = null;
  }

  private schedule(): void {
    if (this.timer !== null) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      const state = this.state();
      if (state === this.seen) return;
      this.seen = state;
      this.emitter.fire();
    }, settleMs);
    this.timer.unref();
  }

  private state(): string {
    return this.watched.map((name) => this.database.counter(name)).join(' ');
  }
}
