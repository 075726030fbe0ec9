import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../helpers/command-line';

const page = join(projectFolder, 'docs', 'reference', 'differences-from-buildkit.md');

/** The cases that a section of the page explains, with the explanation. */
export function explainedCases(section: string): ReadonlyMap<string, string> {
  const text = readFileSync(page, 'utf8');
  const [, body] = text.split(`\n## ${section}\n`);
  if (body === undefined) throw new Error(`${page} has no section “${section}”`);
  const [own = ''] = body.split('\n## ');
  return new Map(
    [...own.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, name = '', why = '']) => [name, why]),
  );
}
