const encoder = new TextEncoder();

/** Exported for its test. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(encoder.encode(text));
}

/**
 * The language service is written for Node and asks its Buffer for one thing: the bytes of a text, to
 * see a byte order mark. The page has no Node, so it gets just that.
 */
export function provideBuffer(): void {
  if ('Buffer' in globalThis) return;
  Object.defineProperty(globalThis, 'Buffer', { value: { from: bytesOf }, configurable: true });
}
