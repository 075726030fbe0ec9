import { expect, it } from 'vitest';

import { createRefresh, loading, type Loadable } from './loadable';
import { createStore } from './store';

it('reads once more for any number of asks while it reads', async () => {
  const store = createStore<Loadable<number>>(loading);
  let reads = 0;
  const refresh = createRefresh(store, () => {
    reads += 1;
    return Promise.resolve(reads);
  });
  const first = refresh();
  void refresh();
  void refresh();
  await first;
  expect(reads).toBe(2);
  expect(store.get()).toEqual({ kind: 'ready', value: 2 });
});

it('keeps since when it cannot be read', async () => {
  const store = createStore<Loadable<number>>(loading);
  const refresh = createRefresh(store, () => Promise.reject(new Error('gone')));
  await refresh();
  const first = store.get();
  await refresh();
  expect(first.kind).toBe('failed');
  expect(store.get()).toMatchObject({ kind: 'failed', error: { message: 'gone' } });
  if (first.kind === 'failed') expect(store.get()).toMatchObject({ sinceMs: first.sinceMs });
});
