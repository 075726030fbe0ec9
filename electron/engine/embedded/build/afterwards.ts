/** Long enough for what a step's end made possible to begin, in milliseconds. */
const restMs = 8;

/**
 * Work that no step waits for, such as remembering how a layer was made: done one after the other while
 * steps run elsewhere, at the latest when the build ends.
 */
export class Afterwards {
  private readonly waiting: Array<() => Promise<void>> = [];
  private running: Promise<void> | null = null;
  private failure: { readonly reason: unknown } | null = null;
  private wake: () => void = () => undefined;

  add(work: () => Promise<void>): void {
    this.waiting.push(work);
    this.running ??= this.rest().then(() => this.runAll());
  }

  /** Does what is left. Rejects with the first failure of all that was ever added. */
  async settle(): Promise<void> {
    this.wake();
    await this.running;
    if (this.failure !== null) throw this.failure.reason;
  }

  private rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, restMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async runAll(): Promise<void> {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      await next().catch((reason: unknown) => (this.failure ??= { reason }));
      if (this.waiting.length > 0) await new Promise((resolve) => setImmediate(resolve));
    }
    this.running = null;
  }
}
