import { describe, expect, it } from 'vitest';
import type { EngineEntry, EngineSettings, EngineState } from '../../shared/model/engine';
import { Emitter } from '../base/emitter';
import type { Engine, EngineChange } from './engine';
import { EngineRegistry } from './registry';

/** The part of an engine that the list uses. */
function engineOf(id: string) {
  const changes = new Emitter<EngineChange>();
  const states = new Emitter<EngineState>();
  const made = { disposed: 0, changes, states };
  const engine = {
    id,
    state: { kind: 'unknown' },
    onDidChange: changes.event,
    onDidChangeState: states.event,
    dispose: () => Promise.resolve(void (made.disposed += 1)),
  } as unknown as Engine;
  return {
    ...made,
    engine,
    get closed() {
      return made.disposed;
    },
  };
}

function openList(
  found: ReadonlyArray<EngineEntry> = [],
  kept: EngineSettings = { selected: 'embedded', added: [] },
) {
  const made = new Map<string, ReturnType<typeof engineOf>>();
  const list = new EngineRegistry({
    embedded: engineOf('embedded').engine,
    discover: () => Promise.resolve(found),
    parse: ({ name, address }) => ({
      name,
      endpoint: { kind: 'socket', path: address },
      source: 'added',
    }),
    makeEngine: ({ name }) => {
      const engine = engineOf(name);
      made.set(name, engine);
      return engine.engine;
    },
    addressOf: ({ endpoint }) => (endpoint.kind === 'socket' ? endpoint.path : ''),
    settings: {
      engines: () => kept,
      updateEngines: (change) => (kept = { ...kept, ...change }),
    },
  });
  return { list, made, kept: () => kept };
}

const docker: EngineEntry = {
  name: 'docker',
  endpoint: { kind: 'socket', path: '/d' },
  source: 'socket',
};

describe('the list of engines', () => {
  it('has the embedded one, those found and those added, and makes none before it is asked', async () => {
    const { list, made } = openList([docker]);
    await list.addByHand({ name: 'mine', address: '/m' });
    expect((await list.list()).map(({ name, selected }) => [name, selected])).toEqual([
      ['embedded', true],
      ['docker', false],
      ['mine', false],
    ]);
    expect(made.size).toBe(0);
    await list.get('mine');
    await list.get('mine');
    expect([...made.keys()]).toEqual(['mine']);
  });

  it('follows the changes of the engine that works, and tells of a switch', async () => {
    const { list, made } = openList([docker]);
    const heard: string[] = [];
    list.onDidChange((what) => heard.push(what));
    await list.select('docker');
    expect(heard).toEqual(['images', 'containers']);
    made.get('docker')?.changes.fire('images');
    await list.use('embedded');
    made.get('docker')?.changes.fire('containers');
    expect(heard).toEqual(['images', 'containers', 'images', 'images', 'containers']);
  });

  it('remembers what was selected, and falls back when it is gone', async () => {
    const { list, kept } = openList([docker]);
    await list.select('docker');
    expect(kept().selected).toBe('docker');
    expect((await list.useSelected()).id).toBe('docker');
    const other = openList([], { selected: 'docker', added: [] });
    expect((await other.list.useSelected()).id).toBe('embedded');
  });

  it('refuses names that are taken, wrong or unknown, and the removal of what was found', async () => {
    const { list } = openList([docker]);
    const refused = async (work: Promise<unknown>, code: string) =>
      expect(work).rejects.toMatchObject({ code });
    await refused(list.addByHand({ name: 'docker', address: '/x' }), 'ENGINE_NAME_IN_USE');
    await refused(list.addByHand({ name: '../x', address: '/x' }), 'INVALID_ARGUMENT');
    await refused(list.use('none'), 'ENGINE_NOT_FOUND');
    await refused(list.remove('none'), 'ENGINE_NOT_FOUND');
    await refused(list.remove('docker'), 'NOT_SUPPORTED');
  });

  it('closes an engine that is removed, and goes back to the embedded one', async () => {
    const { list, made, kept } = openList();
    await list.addByHand({ name: 'mine', address: '/m' });
    await list.select('mine');
    await list.remove('mine');
    expect(made.get('mine')?.closed).toBe(1);
    expect(list.current.id).toBe('embedded');
    expect(kept()).toEqual({ selected: 'embedded', added: [] });
  });

  it('tells of a state that changed, until the engine is taken off', () => {
    const { list } = openList();
    const one = engineOf('one');
    let told = 0;
    const added = list.add({ ...docker, name: 'one' }, one.engine);
    list.onDidChangeList(() => (told += 1));
    one.states.fire({ kind: 'unknown' });
    expect(told).toBe(1);
    added.dispose();
    added.dispose();
    one.states.fire({ kind: 'unknown' });
    expect({ told, closed: one.closed }).toEqual({ told: 2, closed: 1 });
  });
});
