import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../shared/errors';
import { projectFolder } from '../helpers/command-line';

/** A code that nobody throws misleads, and one that is not explained helps nobody. */
describe('error codes', () => {
  it('are each used by the program', async () => {
    const source = (await Promise.all(['electron', 'shared'].map((name) => sources(name)))).join(
      '\n',
    );
    expect(errorCodes.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
  });

  it('are each explained in docs/reference/errors.md, and no other is', async () => {
    const page = await readFile(join(projectFolder, 'docs', 'reference', 'errors.md'), 'utf8');
    const explained = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
    expect([...explained].sort()).toEqual([...errorCodes].sort());
  });
});

/** All TypeScript below a folder but tests and the list of codes itself. */
async function sources(folder: string): Promise<string> {
  const names = await readdir(join(projectFolder, folder), { recursive: true });
  const files = names.filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'errors.ts',
  );
  const texts = await Promise.all(
    files.map((name) => readFile(join(projectFolder, folder, name), 'utf8')),
  );
  return texts.join('\n');
}
