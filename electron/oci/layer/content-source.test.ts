import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContentReader } from './content-source';

describe.skipIf(process.getuid?.() !== 0)('a ContentReader in a user namespace', () => {
  let folder: string;
  let path: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'darkroom-content-'));
    path = join(folder, 'file');
    writeFileSync(path, 'text');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (asUser: boolean): string =>
    new ContentReader({ asUser }).read({ kind: 'file', path }, 4, () => 'read');

  it('reads what its user may read', () => {
    chmodSync(path, 0o400);
    expect(read(true)).toBe('read');
  });

  it('refuses what only its root may read', () => {
    chmodSync(path, 0o044);
    expect(read(false)).toBe('read');
    expect(() => read(true)).toThrow(expect.objectContaining({ code: 'SOURCE_NOT_READABLE' }));
  });
});
