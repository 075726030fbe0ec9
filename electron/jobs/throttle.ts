/** Passes on the first value at once and later ones at most every `intervalMs`; the last always. */
export class Throttle<T> {
  private timer: NodeJS.Timeout | null = null;
  private waiting: { readonly value: T } | null = null;

  constructor(
    private readonly intervalMs: number,
    private readonly pass: (value: T) => void,
  ) {}

  push(value: T): void {
    if (this.timer !== null) {
      this.waiting = { value };
      return;
    }
    this.pass(value);
    this.timer = setTimeout(() => this.next(), this.intervalMs);
    this.timer.unref();
  }

  /** Drops what waits. */
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.waiting = null;
  }

  private next(): void {
    this.timer = null;
    const { waiting } = this;
    this.waiting = null;
    if (waiting !== null) this.push(waiting.value);
  }
}
