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
        app.quit();
      });
  });
}

function withLimit(work: Promise<unknown>): Promise<unknown> {
  return Promise.race([
    work,
    new Promise((_resolve, reject) => {
      setTimeout(() => reject(new Error('Cleaning up took too long')), limitMs).unref();
    }),
  ]);
}
