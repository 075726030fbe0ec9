import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../shared/model/settings';
import { openStore } from '../open-store';
import { makeTestStore, type TestStore } from '../test-store';

let test: TestStore;
beforeEach(async () => {
  test = await makeTestStore();
});
afterEach(() => test.dispose());

describe('jobs and settings', () => {
  it('shows a job whose process is gone as failed', async () => {
    const job = {
      id: 'j1',
      kind: 'build',
      subject: '',
      state: 'running',
      createdAt: '2026',
      startedAt: null,
      finishedAt: null,
      progress: null,
      error: null,
      result: null,
      parameters: {},
    } as const;
    test.store.jobs.put(job);
    expect(test.store.jobs.get('j1')).toEqual(job);
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(`${test.root}/darkroom/index.db`);
    database.prepare('UPDATE jobs SET owner_ticks = owner_ticks + 1').run();
    database.close();
    expect(test.store.jobs.list(10)).toMatchObject([
      { id: 'j1', state: 'failed', error: { code: 'JOB_INTERRUPTED' } },
    ]);
  });

  it('keeps settings for all processes and announces them', async () => {
    const other = await openStore(test.root);
    const heard = new Promise<void>((done) => test.store.onDidChange(done));
    expect(other.settings.update({ author: 'leon', theme: 'dark' })).toEqual({
      ...defaultSettings,
      author: 'leon',
      theme: 'dark',
    });
    await heard;
    expect(test.store.settings.get().author).toBe('leon');
    other.dispose();
  });

  it('does not announce what nobody sees', async () => {
    let count = 0;
    const listener = test.store.onDidChange(() => (count += 1));
    test.store.lease(['sha256:x']).dispose();
    test.store.cache.put({ key: 'k', diffId: null, createdBy: '', createdAt: '' });
    await new Promise((done) => setTimeout(done, 80));
    expect(count).toBe(0);
    listener.dispose();
  });
});
