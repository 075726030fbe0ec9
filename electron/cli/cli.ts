/* The version is answered before anything else is loaded: it is the floor of every command. */
import { version } from '../../package.json';

const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) {
  process.stdout.write(`Darkroom version ${version}\n`);
} else {
  void import('./dispatch').then(({ dispatch }) => dispatch(words, version));
}
