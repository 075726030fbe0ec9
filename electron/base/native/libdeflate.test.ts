import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SpareMemory } from '../spare-memory';
import { libdeflate, loadLibdeflate, type Libdeflate } from './libdeflate';

const library = libdeflate();

describe('libdeflate', () => {
  it('is nothing where no library of that name is, or where it is another one', () => {
    expect(loadLibdeflate('libdeflate-of-nobody.so.0')).toBeNull();
    expect(loadLibdeflate('libc.so.6')).toBeNull();
  });

  describe.skipIf(library === null)('where it is installed', () => {
    const memory = new SpareMemory(0);
    const compressor = () => (library as Libdeflate).compressor(1);

    it('makes members that tell neither time nor system', async () => {
      const one = compressor();
      const member = await one.compress(Buffer.from('content'), memory);
      // RFC 1952 §2.3: deflate, no flags, MTIME 0 for none; behind XFL an OS of 255 for unknown.
      expect(member.subarray(0, 8).toString('hex')).toBe('1f8b080000000000');
      expect(member[9]).toBe(255);
      expect(gunzipSync(member).toString()).toBe('content');
      one.free();
    });

    it('gives each result memory of its own', async () => {
      const one = compressor();
      const first = await one.compress(Buffer.from('first'), memory);
      const second = await one.compress(Buffer.from('second'), memory);
      expect(first.buffer).not.toBe(second.buffer);
      expect(gunzipSync(first).toString()).toBe('first');
      one.free();
    });

    it('refuses to be used twice at once, freed in use, and used when freed', async () => {
      const one = compressor();
      const running = one.compress(Buffer.alloc(1 << 20), memory);
      await expect(one.compress(Buffer.alloc(1), memory)).rejects.toThrow('in use');
      expect(() => one.free()).toThrow('in use');
      await running;
      one.free();
      one.free();
      await expect(one.compress(Buffer.alloc(1), memory)).rejects.toThrow('freed');
    });
  });
});
