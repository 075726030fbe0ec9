import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../oci/digest';
import { makeTestStore, type TestStore } from '../test-store';

let test: TestStore;
beforeEach(async () => {
  test = await makeTestStore();
});
afterEach(() => test.dispose());

describe('blobs', () => {
  it('refuse a staged size that is not the written one, and discard twice', async () => {
    const staged = await test.store.blobs.stage();
    await expect(staged.commit(digestOf(''), 5)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await staged.discard();
    await staged.discard();
    await expect(test.store.blobs.read(digestOf('x'))).rejects.toMatchObject({
      code: 'BLOB_NOT_FOUND',
    });
    await expect(test.store.blobs.size('../../etc/passwd')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('may be written twice', async () => {
    const digest = await test.store.blobs.write(Buffer.from('x'));
    expect(await test.store.blobs.write(Buffer.from('x'))).toBe(digest);
    expect(await test.store.blobs.size(digest)).toBe(1);
    expect(await test.store.blobs.has(digestOf('y'))).toBe(false);
  });
});
