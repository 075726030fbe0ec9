import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestStore, type TestStore } from '../test-store';

let test: TestStore;
beforeEach(async () => {
  test = await makeTestStore();
});
afterEach(() => test.dispose());

const event = { type: 'image', action: 'save', id: 'x', attributes: { name: 'x' } };

describe('events', () => {
  it('are kept in order, the latest thousand of them', () => {
    const { events } = test.store;
    for (let count = 0; count < 1005; count += 1) events.add({ ...event, action: String(count) });
    const kept = events.list(0);
    expect(kept.map(({ action }) => action)).toEqual(
      Array.from({ length: 1000 }, (_, index) => String(index + 5)),
    );
    expect(events.list(kept.at(-2)?.sequence ?? 0).map(({ action }) => action)).toEqual(['1004']);
  });

  it('have a time that only goes up for one actor', () => {
    const { events } = test.store;
    events.add({ ...event, timeMs: 5000 });
    events.add({ ...event, timeMs: 1000 });
    events.add({ ...event, id: 'y', timeMs: 1000 });
    expect(events.list(0).map(({ timeNanos }) => timeNanos)).toEqual([
      '5000000000',
      '5000001000',
      '1000000000',
    ]);
  });

  it('tell a state that several found once, and anew after a start', () => {
    const { events } = test.store;
    const found = (state: string) =>
      events.addChange({ ...event, action: `health_status: ${state}` }, 'health_status');
    for (const state of ['healthy', 'healthy', 'unhealthy', 'healthy', 'healthy']) found(state);
    events.add({ ...event, action: 'start' });
    found('healthy');
    found('healthy');
    expect(events.list(0).map(({ action }) => action)).toEqual([
      'health_status: healthy',
      'health_status: unhealthy',
      'health_status: healthy',
      'start',
      'health_status: healthy',
    ]);
  });

  it('tell who listens', async () => {
    const { events } = test.store;
    const heard = new Promise<void>((resolve) => {
      const listener = events.onDidAdd(() => {
        listener.dispose();
        resolve();
      });
    });
    events.add(event);
    await heard;
  });
});
