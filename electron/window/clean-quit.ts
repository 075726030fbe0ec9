import { app } from 'electron';

const limitMs = 10_000;

/** Holds the end of the process up until `cleanUp` is done, for ten seconds at most. */
export function quitCleanly(
  cleanUp: () => Promise<unknown>,
  onFailure: (reason: unknown) => void,
): void {
  let phase: 'running' | 'cleaning' | 'finished' = 'running';
  app.on('will-quit', (event) => {
    if (phase === 'finished') return;
    event.preventDefault();
    if (phase === 'cleaning') return;
    phase = 'cleaning';
    void withLimit(cleanUp())
      .catch(onFailure)
      .then(() => {
        phase = 'finished';
        // Not within the event that was prevented: until it has returned, quitting again is ignored.
        setImmediate(() => app.quit());
      });
  });
}

function withLimit(work: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Cleaning up took too long')), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
