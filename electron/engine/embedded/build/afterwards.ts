/** Long enough for what a step's end made possible to begin, in milliseconds. */
const restMs = 8;

/**
 * Work that no step waits for, such as remembering how a layer was made: done one after the other while
 * steps run elsewhere, at the latest when the build ends.
 */
export class Afterwards {
  private readonly waiting: Array<() => Promise<void>> = [];
  private running: Promise<void> | null = null;

  add(work: () => Promise<void>): void {
    this.waiting.push(work);
    this.running ??= this.rest().then(() => this.runAll());
    // Told by `settle`, which may come much later.
    this.running.catch(() => undefined);
  }

  /** Does what is left. Rejects with the first failure of all that was added. */
  async settle(): Promise<void> {
    this.wake();
    await this.running;
  }

  private wake: () => void = () => undefined;

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
      await next();
      if (this.waiting.length > 0) await new Promise((resolve) => setImmediate(resolve));
    }
    this.running = null;
  }
}
