import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Prefilter, tablesOf } from './prefilter';
import { prefilterModule } from './prefilter-module';
import { triggerTables } from './prefilter-tables';
import { triggers } from './triggers';

/** The part of wabt that is used: it has no types. */
interface Wabt {
  parseWat(name: string, text: string, features: object): WabtModule;
}
interface WabtModule {
  toBinary(options: object): { readonly buffer: Uint8Array };
}

function naive(words: ReadonlyArray<string>, text: string): string[] {
  const hits: string[] = [];
  words.forEach((word, index) => {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
      hits.push(`${index}@${at}`);
  });
  return hits.sort();
}

function found(words: ReadonlyArray<string>, text: string): string[] {
  const hits: string[] = [];
  new Prefilter(words).search(Buffer.from(text, 'latin1'), (word, at) => {
    hits.push(`${word}@${at}`);
  });
  return hits.sort();
}

describe('Prefilter', () => {
  it('finds every trigger, also around the borders of its blocks', () => {
    const words = triggers.map(({ word }) => word);
    for (const shift of [0, 1, 5, 15, 16, 17]) {
      const text = `${'x'.repeat(32768 - shift)}${words.join('.')}${'y'.repeat(40_000)}${words.join('')}`;
      expect(found(words, text)).toEqual(naive(words, text));
    }
  });

  it('finds what indexOf finds', () => {
    const text = (minLength: number, maxLength: number) =>
      fc
        .array(fc.constantFrom('a', 'b', 'A', '/'), { minLength, maxLength })
        .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.array(text(4, 7), { minLength: 1, maxLength: 20 }),
        text(0, 120),
        (words, body) => {
          expect(found([...new Set(words)], body)).toEqual(naive([...new Set(words)], body));
        },
      ),
    );
  });
});

describe('prefilter-tables', () => {
  it('are those of the triggers', () => {
    const tables = tablesOf(triggers.map(({ word }) => word));
    expect(triggerTables).toBe(Buffer.from(tables).toString('base64'));
  });
});

describe('prefilter-module', () => {
  it('is prefilter.wat', async () => {
    const { default: open } = (await import('wabt')) as unknown as { default: () => Promise<Wabt> };
    const text = await readFile(join(import.meta.dirname, 'prefilter.wat'), 'utf8');
    const module = (await open()).parseWat('prefilter.wat', text, { simd: true });
    const binary = Buffer.from(module.toBinary({}).buffer);
    expect(prefilterModule).toBe(binary.toString('base64'));
  });
});
