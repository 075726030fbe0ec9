import { describe, expect, it } from 'vitest';

import { asText } from './text-content';

describe('asText', () => {
  const cases = [
    { name: 'plain text', content: Buffer.from('a\nb'), limit: 10, text: 'a\nb', truncated: false },
    { name: 'empty', content: Buffer.alloc(0), limit: 10, text: '', truncated: false },
    {
      name: 'exactly the limit',
      content: Buffer.from('abc'),
      limit: 3,
      text: 'abc',
      truncated: false,
    },
    { name: 'one byte more', content: Buffer.from('abcd'), limit: 3, text: 'abc', truncated: true },
    { name: 'a NUL byte', content: Buffer.from('a\0b'), limit: 10, text: null, truncated: false },
    {
      name: 'invalid UTF-8',
      content: Buffer.from([0x61, 0xff]),
      limit: 10,
      text: null,
      truncated: false,
    },
    {
      name: 'a character cut by the limit',
      content: Buffer.from('a镜像'),
      limit: 3,
      text: 'a',
      truncated: true,
    },
    {
      name: 'a character cut by the end of the file',
      content: Buffer.from([0xe9, 0x95]),
      limit: 9,
      text: null,
      truncated: false,
    },
    {
      name: 'a byte order mark is kept',
      content: Buffer.from('\ufeffa'),
      limit: 9,
      text: '\ufeffa',
      truncated: false,
    },
  ];
  it.each(cases)('$name', ({ content, limit, text, truncated }) => {
    expect(asText(content, limit)).toEqual({ text, truncated });
  });
});
