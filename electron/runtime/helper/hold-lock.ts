import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import type { Libc } from '../native/libc';

const againMs = 2;

/**
 * One at a time holds a container's processes still or lets them go: the thread of a snapshot, also one
 * of a helper that is on its way out, or `pause` and `unpause`. The lock goes with whoever has it.
 */
export class HoldLock {
  constructor(
    private readonly libc: Libc,
    private readonly folder: string,
  ) {}

  /** For threads that may wait. */
  whileHeldSync<T>(id: string, check: () => void, work: () => T): T {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const lock = this.open(id);
    try {
      while (!this.libc.tryLock(lock)) {
        check();
        Atomics.wait(cell, 0, 0, againMs);
      }
      return work();
    } finally {
      closeSync(lock);
    }
  }

  async whileHeld<T>(id: string, work: () => T): Promise<T> {
    const lock = this.open(id);
    try {
      while (!this.libc.tryLock(lock)) await delay(againMs);
      return work();
    } finally {
      closeSync(lock);
    }
  }

  private open(id: string): number {
    return openSync(join(this.folder, `${id}.lock`), 'a', 0o600);
  }
}
