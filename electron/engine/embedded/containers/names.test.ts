import { describe, expect, it } from 'vitest';
import { adjectives, surnames } from './name-words';
import { checkName, randomName } from './names';

describe('names of containers', () => {
  it('are an adjective and a surname, with a digit after the first attempt', () => {
    expect(randomName(0, () => 0)).toBe(`${adjectives[0]}_${surnames[0]}`);
    expect(randomName(1, () => 3)).toBe(`${adjectives[3]}_${surnames[3]}3`);
    for (const words of [adjectives, surnames]) expect(new Set(words).size).toBe(words.length);
  });

  it.each(['ab', 'web-1', 'a.b_c', '0x'])('takes %s', (name) => {
    expect(() => checkName(name)).not.toThrow();
  });

  it.each(['', 'a', '-a', 'a b', 'a/b', '.ab', 'ä-b'])('refuses "%s"', (name) => {
    expect(() => checkName(name)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
