import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContainerRecord } from '../store';
import { makeTestStore, type TestStore } from '../test-store';

let test: TestStore;
beforeEach(async () => {
  test = await makeTestStore();
});
afterEach(() => test.dispose());

const thrown = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('containers', () => {
  const record = (change: Partial<ContainerRecord>): ContainerRecord => ({
    id: 'ab'.repeat(32),
    name: 'web',
    imageId: 'sha256:x',
    imageName: 'x',
    options: { image: 'x', tty: true },
    state: 'created',
    pid: null,
    pidStartTicks: null,
    exitCode: null,
    createdAt: '2026-01-01T00:00:00Z',
    startedAt: null,
    finishedAt: null,
    error: '',
    ...change,
  });

  it('are found by name, id and prefix', () => {
    const { containers } = test.store;
    containers.insert(record({}));
    containers.insert(
      record({ id: `ac${'0'.repeat(62)}`, name: 'db', createdAt: '2026-01-02T00:00:00Z' }),
    );
    expect(
      ['web', '/web', 'ab', 'ab'.repeat(32)].map((name) => containers.find(name).name),
    ).toEqual(['web', 'web', 'web', 'web']);
    expect(() => containers.find('a')).toThrow(thrown('AMBIGUOUS_ID'));
    expect(() => containers.find('x')).toThrow(thrown('CONTAINER_NOT_FOUND'));
    expect(() => containers.insert(record({ id: 'f'.repeat(64) }))).toThrow(
      thrown('CONTAINER_NAME_IN_USE'),
    );
    expect(containers.list().map((found) => found.name)).toEqual(['db', 'web']);
  });

  it('change field by field', () => {
    const { containers } = test.store;
    containers.insert(record({ pid: 7, error: 'x' }));
    containers.update('ab'.repeat(32), {
      state: 'exited',
      pid: null,
      exitCode: 3,
      options: { image: 'y' },
    });
    expect(containers.find('web')).toEqual(
      record({ state: 'exited', exitCode: 3, error: 'x', options: { image: 'y' } }),
    );
    containers.remove('ab'.repeat(32));
    containers.remove('ab'.repeat(32));
    expect(containers.list()).toEqual([]);
  });
});
