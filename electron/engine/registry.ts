import { DarkroomError, toWire } from '../../shared/errors';
import {
  embeddedEngineName,
  type EngineAbout,
  type EngineEntry,
  type EngineListing,
  type EngineSettings,
  type NewEngine,
} from '../../shared/model/engine';
import { toDisposable, type Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { Engine, EngineChange } from './engine';

export interface EngineRegistryParts {
  readonly embedded: Engine;
  /** Engines that are there without being added. */
  readonly discover: () => Promise<ReadonlyArray<EngineEntry>>;
  /** Reads what a person gave. INVALID_ARGUMENT. */
  readonly parse: (given: NewEngine) => EngineEntry;
  readonly makeEngine: (entry: EngineEntry) => Engine;
  readonly addressOf: (entry: EngineEntry) => string;
  readonly settings: {
    engines(): EngineSettings;
    updateEngines(change: Partial<EngineSettings>): EngineSettings;
  };
}

interface Known {
  readonly entry: EngineEntry;
  readonly engine: Engine;
  readonly watch: Disposable;
}

const namePattern = /^[\w][\w.-]{0,63}$/;

/** All engines by name, and the one that works when none is named. */
export class EngineRegistry {
  private readonly known = new Map<string, Known>();
  private readonly listChanges = new Emitter<null>();
  private readonly changes = new Emitter<EngineChange>();
  private currentEngine: Engine;
  private follow: Disposable | null = null;

  constructor(private readonly parts: EngineRegistryParts) {
    this.currentEngine = parts.embedded;
    this.add(embeddedEntry, parts.embedded);
  }

  /** Fires when an engine comes, goes, is selected, or changes its state. */
  readonly onDidChangeList = this.listChanges.event;

  /** Changes of whichever engine is current; the first listener starts to follow it. */
  readonly onDidChange = (listener: (what: EngineChange) => void): Disposable => {
    this.follow ??= this.followCurrent();
    return this.changes.event(listener);
  };

  get current(): Engine {
    return this.currentEngine;
  }

  /** Puts an engine onto the list; the disposable takes it off and closes it. ENGINE_NAME_IN_USE. */
  add(entry: EngineEntry, engine: Engine): Disposable {
    if (this.known.has(entry.name)) throw nameInUse(entry.name);
    const watch = engine.onDidChangeState(() => this.listChanges.fire(null));
    this.known.set(entry.name, { entry, engine, watch });
    this.listChanges.fire(null);
    return toDisposable(() => {
      watch.dispose();
      this.known.delete(entry.name);
      void engine.dispose();
      this.listChanges.fire(null);
    });
  }

  /** The embedded engine first, then those that were found, then those added by hand. */
  async list(): Promise<ReadonlyArray<EngineListing>> {
    const entries = await this.entries();
    return entries.map((entry) => ({
      ...entry,
      address: this.parts.addressOf(entry),
      state: this.known.get(entry.name)?.engine.state ?? { kind: 'unknown' },
      selected: entry.name === this.currentEngine.id,
    }));
  }

  /** ENGINE_NOT_FOUND. Nothing is connected to before it is asked for something. */
  async get(name: string): Promise<Engine> {
    const known = this.known.get(name);
    if (known !== undefined) return known.engine;
    const entry = (await this.entries()).find((one) => one.name === name);
    if (entry === undefined) {
      throw new DarkroomError('ENGINE_NOT_FOUND', `There is no engine named ${name}`, {
        data: { engine: name },
        hint: 'List them: “darkroom engine ls”.',
      });
    }
    // Another caller may have made it meanwhile.
    const made = this.known.get(name);
    if (made !== undefined) return made.engine;
    const engine = this.parts.makeEngine(entry);
    this.add(entry, engine);
    return engine;
  }

  /** Makes an engine the current one of this process. ENGINE_NOT_FOUND. */
  async use(name: string): Promise<Engine> {
    const engine = await this.get(name);
    if (engine === this.currentEngine) return engine;
    this.currentEngine = engine;
    if (this.follow !== null) {
      this.follow.dispose();
      this.follow = this.followCurrent();
    }
    this.listChanges.fire(null);
    this.changes.fire('images');
    this.changes.fire('containers');
    return engine;
  }

  /** Uses an engine now and from now on, in the window and on the command line. ENGINE_NOT_FOUND. */
  async select(name: string): Promise<void> {
    await this.use(name);
    this.parts.settings.updateEngines({ selected: name });
  }

  /** Uses the engine that was selected last; the embedded one where that is gone. */
  async useSelected(): Promise<Engine> {
    try {
      return await this.use(this.parts.settings.engines().selected);
    } catch (error) {
      if (toWire(error).code !== 'ENGINE_NOT_FOUND') throw error;
      return this.use(embeddedEngineName);
    }
  }

  /** Keeps an engine. INVALID_ARGUMENT, ENGINE_NAME_IN_USE. */
  async addByHand(given: NewEngine): Promise<EngineEntry> {
    if (!namePattern.test(given.name)) {
      throw new DarkroomError('INVALID_ARGUMENT', `Invalid engine name “${given.name}”`, {
        hint: 'Letters, digits, dots, dashes and underscores, at most 64.',
      });
    }
    const entry = this.parts.parse(given);
    if ((await this.entries()).some((one) => one.name === given.name)) throw nameInUse(given.name);
    const { settings } = this.parts;
    settings.updateEngines({ added: [...settings.engines().added, given] });
    this.listChanges.fire(null);
    return entry;
  }

  /** Forgets an engine that was added by hand. ENGINE_NOT_FOUND, NOT_SUPPORTED. */
  async remove(name: string): Promise<void> {
    const { settings } = this.parts;
    const { added, selected } = settings.engines();
    if (!added.some((one) => one.name === name)) {
      await this.get(name);
      throw new DarkroomError('NOT_SUPPORTED', `Engine ${name} was found, not added`, {
        data: { engine: name },
        hint: 'It goes from the list when its socket or docker context goes.',
      });
    }
    if (this.currentEngine.id === name) await this.use(embeddedEngineName);
    settings.updateEngines({
      added: added.filter((one) => one.name !== name),
      ...(selected === name ? { selected: embeddedEngineName } : {}),
    });
    const known = this.known.get(name);
    known?.watch.dispose();
    this.known.delete(name);
    await known?.engine.dispose();
    this.listChanges.fire(null);
  }

  /** Connects and asks the engine what it is. Rejects with a diagnosis. */
  async test(name: string, signal: AbortSignal): Promise<EngineAbout> {
    return (await this.get(name)).about(signal);
  }

  async dispose(): Promise<void> {
    this.follow?.dispose();
    this.changes.dispose();
    this.listChanges.dispose();
    for (const { engine, watch } of this.known.values()) {
      watch.dispose();
      await engine.dispose();
    }
    this.known.clear();
  }

  private async entries(): Promise<ReadonlyArray<EngineEntry>> {
    const found = await this.parts.discover();
    const added = this.parts.settings.engines().added.map((given) => this.parts.parse(given));
    const names = new Set<string>();
    // What was added by hand wins over what was found; the order shown is the other way round.
    const wanted = [embeddedEntry, ...added].map((entry) => entry.name);
    return [
      embeddedEntry,
      ...found.filter((entry) => !wanted.includes(entry.name)),
      ...added,
    ].filter((entry) => !names.has(entry.name) && names.add(entry.name).size > 0);
  }

  private followCurrent(): Disposable {
    return this.currentEngine.onDidChange((what) => this.changes.fire(what));
  }
}

const embeddedEntry: EngineEntry = {
  name: embeddedEngineName,
  endpoint: { kind: 'embedded' },
  source: 'embedded',
};

function nameInUse(name: string): DarkroomError {
  return new DarkroomError('ENGINE_NAME_IN_USE', `There is an engine named ${name} already`, {
    data: { engine: name },
    hint: 'Choose another name, or remove the other one: “darkroom engine rm NAME”.',
  });
}
