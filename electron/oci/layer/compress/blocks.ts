/** What is compressed in one piece; part of the format, as another size would give other bytes. */
export const blockBytes = 1 << 20;
/** Blocks being compressed at once, on libuv's threads. */
const inFlight = 3;
/**
 * How many chunks of `blockBytes` each are looked at at once: those being compressed, and the one before
 * them, that zlib looks back at. When another one is asked for, the oldest may be overwritten.
 */
export const chunksHeld = inFlight + 1;

/** Blocks of exactly `blockBytes`, the last one excepted. */
export async function* blocksOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of chunks) {
    if (heldBytes === 0 && chunk.length === blockBytes) {
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      continue;
    }
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < blockBytes) continue;
    const all = Buffer.concat(held);
    let at = 0;
    for (; all.length - at >= blockBytes; at += blockBytes) yield all.subarray(at, at + blockBytes);
    held = at === all.length ? [] : [all.subarray(at)];
    heldBytes = all.length - at;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

/**
 * Compresses some blocks at the same time and gives the results in the blocks' order. Of the blocks
 * being compressed each has a slot of its own. Nothing runs any more once this has ended.
 */
export async function* inOrder<T>(
  blocks: AsyncIterable<Buffer>,
  compress: (block: Buffer, slot: number) => Promise<T>,
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
