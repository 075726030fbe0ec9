/**
 * The language service is written for Node and asks its Buffer for one thing: the bytes of a text, to
 * see a byte order mark. The page has no Node, so it gets just that.
 */
export function provideBuffer(): void {
  if ('Buffer' in globalThis) return;
  const encoder = new TextEncoder();
  Object.defineProperty(globalThis, 'Buffer', {
    value: { from: (text: string) => encoder.encode(text) },
    configurable: true,
  });
}
