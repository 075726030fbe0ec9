/* The version is answered before anything else is loaded: it is the floor of every command. */
import { version } from '../../package.json';
import { useCodeCache } from '../base/code-cache';

// bin/darkroom hides the option from Node, which would take it for its own.
const words = process.argv.slice(2).map((word) => word.replace(/^--@env-file/, '--env-file'));
if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) {
  process.stdout.write(`Darkroom version ${version}\n`);
} else {
  useCodeCache(__dirname);
  void import('./dispatch').then(({ dispatch }) => dispatch(words, version)).then(leave);
}

/**
 * Ends the process once all output has arrived. Not left to the event loop: Node 20 now and then
 * waits for ever for its compiler threads when it ends by itself (nodejs/node issue 54918).
 */
async function leave(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
  process.exit();
}
