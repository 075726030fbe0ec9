import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A path as people paste it: quoted by a shell or a file manager, as a file: URL, with a tilde.
 * http(s) URLs stay as they are.
 */
export function pathOfDropped(given: string, home: string = homedir()): string {
  const text = unquoted(given.trim());
  if (/^https?:\/\//iu.test(text)) return text;
  if (/^file:\/\//iu.test(text)) return fileUrlPath(text);
  if (text === '~') return home;
  if (text.startsWith('~/')) return resolve(home, text.slice(2));
  return resolve(home, text);
}

function unquoted(text: string): string {
  const quote = text[0];
  const closed = text.length >= 2 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return closed ? text.slice(1, -1) : text;
}

function fileUrlPath(text: string): string {
  try {
    return fileURLToPath(text);
  } catch {
    return text;
  }
}
