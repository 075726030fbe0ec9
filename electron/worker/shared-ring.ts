import { cancelledError } from '../base/abort';

export const slotBytes = 1 << 20;
const slotCount = 12;

/** Words of the control block. */
const word = { published: 0, consumed: 1, ended: 2, verdict: 3, cancelled: 4, lengths: 8 } as const;
const controlBytes = (word.lengths + slotCount) * 4;

/** What the reading side has found out about the archive; decides who writes the blob. */
export const verdict = {
  undecided: 0,
  /** The blob is the stream as it comes. */
  keep: 1,
  /** The reader writes the blob itself. */
  rewrite: 2,
  /** The reader needs no more. */
  stop: 3,
} as const;
export type Verdict = (typeof verdict)[keyof typeof verdict];

/** How long a blocked thread sleeps before it looks whether it was cancelled, in milliseconds. */
const napMs = 25;

/**
 * Chunks of up to one MiB from one thread to another through shared memory, in order, without
 * copying. Both sides block (Atomics.wait): for worker threads only.
 */
export class SharedRing {
  static create(): SharedArrayBuffer {
    return new SharedArrayBuffer(controlBytes + slotCount * slotBytes);
  }

  private readonly control: Int32Array;
  /** How many chunks may be in flight. */
  readonly slots = slotCount;

  constructor(private readonly memory: SharedArrayBuffer) {
    this.control = new Int32Array(memory, 0, controlBytes / 4);
  }

  /** As new, once both sides are through. */
  reset(): void {
    this.control.fill(0);
  }

  /** The slot that holds chunk number `index`. */
  slot(index: number): Uint8Array {
    return new Uint8Array(this.memory, controlBytes + (index % slotCount) * slotBytes, slotBytes);
  }

  /** Waits until the reader is done with all chunks before `index - slots`, so the slot is free. */
  waitForFree(index: number): void {
    this.waitUntil(word.consumed, (consumed) => index - consumed < slotCount || this.isStopped());
  }

  publish(index: number, length: number): void {
    this.control[word.lengths + (index % slotCount)] = length;
    Atomics.store(this.control, word.published, index + 1);
    Atomics.notify(this.control, word.published);
  }

  /** No more chunks come: all was sent, or the sender failed. */
  end(failed: boolean): void {
    Atomics.store(this.control, word.ended, failed ? 2 : 1);
    Atomics.notify(this.control, word.published);
  }

  /** The chunk number `index`, or null after the last. Throws CANCELLED when the sender failed. */
  take(index: number): Uint8Array | null {
    this.waitUntil(
      word.published,
      (published) => published > index || Atomics.load(this.control, word.ended) !== 0,
    );
    if (Atomics.load(this.control, word.published) > index) {
      return this.slot(index).subarray(0, this.control[word.lengths + (index % slotCount)]);
    }
    if (Atomics.load(this.control, word.ended) === 2) throw cancelledError();
    return null;
  }

  release(index: number): void {
    Atomics.store(this.control, word.consumed, index + 1);
    Atomics.notify(this.control, word.consumed);
  }

  get verdict(): Verdict {
    return Atomics.load(this.control, word.verdict) as Verdict;
  }

  set verdict(value: Verdict) {
    Atomics.store(this.control, word.verdict, value);
    Atomics.notify(this.control, word.verdict);
    Atomics.notify(this.control, word.consumed);
  }

  /** Waits until the reader has decided, which it does after a few chunks or at the end. */
  waitForVerdict(): void {
    this.waitUntil(word.verdict, (value) => value !== verdict.undecided);
  }

  private isStopped(): boolean {
    return this.verdict === verdict.stop;
  }

  /** Ends all waiting on either side. */
  cancel(): void {
    Atomics.store(this.control, word.cancelled, 1);
    for (const index of [word.published, word.consumed, word.verdict]) {
      Atomics.notify(this.control, index);
    }
  }

  private waitUntil(index: number, isMet: (value: number) => boolean): void {
    for (;;) {
      const value = Atomics.load(this.control, index);
      if (isMet(value)) return;
      if (Atomics.load(this.control, word.cancelled) !== 0) throw cancelledError();
      Atomics.wait(this.control, index, value, napMs);
    }
  }
}
