const limitMs = 200;

/** Blocks this thread until the condition holds, a fifth of a second at most. */
export function waitUntil(holds: () => boolean): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const deadline = performance.now() + limitMs;
  while (!holds() && performance.now() < deadline) Atomics.wait(cell, 0, 0, 1);
}
