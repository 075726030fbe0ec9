/** Says what set-up does. Silent until the first thing that has to be done. */
const terminal = process.stderr.isTTY === true;

export function say(text) {
  process.stderr.write(`${text}\n`);
}

export function step(text) {
  say(`set-up: ${text}`);
}

const units = {
  MB: (bytes) => (bytes / 1e6).toFixed(1),
  modules: String,
};

/**
 * Shows how far a step is: in place on a terminal, else a line per tenth. `update` takes bytes for
 * the unit MB, else a count; a total of 0 means that it is not known.
 */
export function progress(label, unit = 'MB') {
  let lastTenth = -1;
  let lastShownMs = 0;
  const format = units[unit];
  const line = (done, total) =>
    total > 0
      ? `  ${label}: ${format(done)} of ${format(total)} ${unit} (${Math.floor((done / total) * 100)} %)`
      : `  ${label}: ${format(done)} ${unit}`;
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
