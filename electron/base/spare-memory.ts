/** More than that is left to the collector. */
const mostSpare = 16;

/**
 * Memory that is used again. To touch a new MiB for the first time takes the system longer than to copy
 * one, and what short-lived memory takes room is seen only once it is collected.
 */
export class SpareMemory {
  private readonly spare: ArrayBuffer[] = [];

  /** Smaller memory is not worth keeping. */
  constructor(private readonly smallestBytes: number) {}

  /** So many bytes of any content, in memory that nobody else looks at. */
  take(sizeBytes: number): Buffer {
    const index = this.spare.findIndex(({ byteLength }) => byteLength >= sizeBytes);
    const [found] = index === -1 ? [] : this.spare.splice(index, 1);
    return found === undefined
      ? Buffer.allocUnsafeSlow(Math.max(sizeBytes, this.smallestBytes)).subarray(0, sizeBytes)
      : Buffer.from(found, 0, sizeBytes);
  }

  /** What is not looked at any more. */
  give(memory: ArrayBuffer): void {
    const isWorthIt = memory.byteLength >= this.smallestBytes && this.spare.length < mostSpare;
    if (isWorthIt) this.spare.push(memory);
  }
}
