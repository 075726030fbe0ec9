/** Says what set-up does. Silent until the first thing that has to be done. */
const terminal = process.stderr.isTTY === true;

export function say(text) {
  process.stderr.write(`${text}\n`);
}

export function step(text) {
  say(`set-up: ${text}`);
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/**
 * Shows how far a download or an unpacking is: in place on a terminal, else a line per tenth.
 * `update` takes bytes; a total of 0 means that it is not known.
 */
export function progress(label) {
  let lastTenth = -1;
  let lastShownMs = 0;
  const line = (done, total) =>
    total > 0
      ? `  ${label}: ${megabytes(done)} of ${megabytes(total)} MB (${Math.floor((done / total) * 100)} %)`
      : `  ${label}: ${megabytes(done)} MB`;
  return {
    update(done, total) {
      if (terminal) {
        const now = Date.now();
        if (now - lastShownMs < 100) return;
        lastShownMs = now;
        process.stderr.write(`\r\x1b[K${line(done, total)}`);
        return;
      }
      const tenth = total > 0 ? Math.floor((done / total) * 10) : Math.floor(done / 25e6);
      if (tenth === lastTenth) return;
      lastTenth = tenth;
      say(line(done, total));
    },
    end() {
      if (terminal) process.stderr.write('\r\x1b[K');
    },
  };
}

/** A need that set-up cannot meet by itself; its text is what the person has to do. */
export class SetupError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'SetupError';
    this.exitCode = exitCode;
  }
}
