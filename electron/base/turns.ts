/** Long enough for what waited for a piece of work to begin with what comes next, in milliseconds. */
const restMs = 2;

/** Pieces of work one after the other; between two the event loop gets to what the first made possible. */
export class Turns {
  private last: Promise<void> = Promise.resolve();

  async take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.last;
    let end: () => void = () => undefined;
    this.last = new Promise((resolve) => (end = resolve));
    await before;
    try {
      return await work();
    } finally {
      setTimeout(end, restMs);
    }
  }
}
