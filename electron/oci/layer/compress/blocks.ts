/** What is compressed in one piece; part of the format, as another size would give other bytes. */
export const blockBytes = 1 << 20;
/** Blocks being compressed at once, on libuv's threads. */
const inFlight = 3;
/**
 * How many blocks are looked at at once: those being compressed, and the one before them, that zlib looks
 * back at. When another one is asked for, the oldest may be overwritten.
 */
export const blocksHeld = inFlight + 1;

/** Blocks of exactly `blockBytes`, the last one excepted. Chunks that are no blocks are copied at once. */
export async function* blocksOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const copies: Buffer[] = [];
  let count = 0;
  let filled = 0;
  let block: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (filled === 0 && chunk.length === blockBytes) {
      yield chunk;
      continue;
    }
    for (let at = 0; at < chunk.length;) {
      if (filled === 0) block = copies[count++ % blocksHeld] ??= Buffer.allocUnsafeSlow(blockBytes);
      const part = chunk.subarray(at, at + blockBytes - filled);
      block.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < blockBytes) continue;
      yield block;
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

/**
 * Compresses some blocks at the same time and gives the results in the blocks' order. Of the blocks
 * being compressed each has a slot of its own. Nothing runs any more once this has ended.
 */
export async function* inOrder<T>(
  blocks: AsyncIterable<Uint8Array>,
  compress: (block: Uint8Array, slot: number) => Promise<T>,
): AsyncGenerator<T> {
  const pending: Promise<T>[] = [];
  let slot = 0;
  try {
    for await (const block of blocks) {
      const compressing = compress(block, slot);
      compressing.catch(() => undefined);
      pending.push(compressing);
      slot = (slot + 1) % inFlight;
      if (pending.length === inFlight) yield await next();
    }
    while (pending.length > 0) yield await next();
  } finally {
    await Promise.allSettled(pending);
  }

  async function next(): Promise<T> {
    const result = await (pending[0] as Promise<T>);
    void pending.shift();
    return result;
  }
}
