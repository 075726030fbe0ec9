/* The version is answered before anything else is loaded: it is the floor of every command. */
import { version } from '../../package.json';
import { useCodeCache } from '../base/code-cache';
import { standbyWord } from './standby/word';

// bin/darkroom hides the option from Node, which would take it for its own.
const words = process.argv.slice(2).map((word) => word.replace(/^--@env-file/, '--env-file'));
/** As bin/darkroom says: for a command that would have been handed over, had somebody waited. */
const mayStandBy = process.env['DARKROOM_STANDBY'] === 'next';
delete process.env['DARKROOM_STANDBY'];

if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) {
  process.stdout.write(`Darkroom version ${version}\n`);
} else {
  useCodeCache(__dirname);
  void run().then(leave);
}

async function run(): Promise<void> {
  if (words[0] === standbyWord) {
    const { runStandby } = await import('./standby/standby');
    return runStandby(__filename, version);
  }
  const { dispatch } = await import('./dispatch');
  await dispatch(words, version);
  if (mayStandBy) {
    const { startNext } = await import('./standby/next');
    process.once('exit', () => startNext(__filename));
  }
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
