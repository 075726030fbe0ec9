import { expect, it } from 'vitest';

import { bytesOf } from './provide-buffer';

it('gives the bytes of a text, as Node does', () => {
  expect(bytesOf('\ufeff')).toEqual(Uint8Array.from(Buffer.from('\ufeff', 'utf8')));
});
