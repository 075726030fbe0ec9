import { setTimeout as delay } from 'node:timers/promises';
import { DarkroomError, toWire } from '../../../shared/errors';
import type { EngineAbout, EngineEndpoint, EngineState } from '../../../shared/model/engine';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { EngineChange } from '../engine';
import { endpointAddress } from './connect/endpoint';
import { DockerApi } from './docker-api';
import { watchEvents } from './events';

const firstRetryMs = 500;
const longestRetryMs = 30_000;
/** A daemon that hangs takes connections and never answers; ssh to a far host takes some seconds. */
const answerLimitMs = 20_000;

/** Waits between attempts to connect again: twice as long each time, up to half a minute. */
export function retryDelayMs(attempt: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** attempt);
}

interface VersionAnswer {
  readonly Version: string;
  readonly Os: string;
  readonly Arch: string;
  readonly Components?: ReadonlyArray<{ readonly Name: string }>;
}

/**
 * The connection to one engine: opened when first needed, shared by all requests, watched through
 * the engine's event stream while somebody listens, and made again when it broke.
 */
export class EngineConnection implements Disposable {
  private readonly states = new Emitter<EngineState>();
  private readonly changes = new Emitter<EngineChange>();
  private readonly lifetime = new AbortController();
  private readonly resources = new DisposableStore();
  private opening: Promise<DockerApi> | null = null;
  private watching: Promise<void> | null = null;
  private current: EngineState = { kind: 'unknown' };

  constructor(
    readonly endpoint: EngineEndpoint,
    private readonly limitMs = answerLimitMs,
  ) {
    this.resources.add(this.states);
    this.resources.add(this.changes);
  }

  readonly onDidChangeState = this.states.event;

  get state(): EngineState {
    return this.current;
  }

  /** Hears of changes as long as the connection lives; the first listener starts the watch. */
  readonly onDidChange = (listener: (what: EngineChange) => void): Disposable => {
    this.watching ??= this.watch();
    return this.changes.event(listener);
  };

  /** The open connection, or a new attempt at one. ENGINE_…. */
  readonly api = (): Promise<DockerApi> => {
    this.opening ??= this.open();
    return this.opening;
  };

  /** Asks the engine what it is; that is the connection's test. */
  async about(signal: AbortSignal): Promise<EngineAbout> {
    try {
      const about = await this.answered(signal);
      this.setState({ kind: 'connected', about });
      return about;
    } catch (error) {
      this.lost(error, null);
      throw error;
    }
  }

  /** Tells of a change of our own at once: engines announce some of them late or not at all. */
  changed(...what: ReadonlyArray<EngineChange>): void {
    for (const one of what) this.changes.fire(one);
  }

  dispose(): void {
    this.lifetime.abort();
    void this.opening?.then(
      (api) => api.dispose(),
      () => undefined,
    );
    this.resources.dispose();
  }

  /** ENGINE_UNREACHABLE when it takes too long. */
  private async answered(signal: AbortSignal): Promise<EngineAbout> {
    const limit = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(doesNotAnswer(this.endpoint, this.limitMs));
        limit.abort();
      }, this.limitMs);
    });
    const asked = this.api().then((api) => askAbout(api, AbortSignal.any([signal, limit.signal])));
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async open(): Promise<DockerApi> {
    try {
      return await DockerApi.open(this.endpoint, this.lifetime.signal);
    } catch (error) {
      this.opening = null;
      throw error;
    }
  }

  private async watch(): Promise<void> {
    const { signal } = this.lifetime;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        await this.about(signal);
        attempt = -1;
        const following = watchEvents(await this.api(), (what) => this.changed(what), signal);
        // What happened before, or while the connection was lost, nobody told.
        this.changed('images', 'containers');
        await following;
      } catch (error) {
        if (signal.aborted) return;
        const waitMs = retryDelayMs(Math.max(0, attempt));
        this.lost(error, Date.now() + waitMs);
        await delay(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  private lost(error: unknown, retryAt: number | null): void {
    if (this.lifetime.signal.aborted) return;
    const broken = this.opening;
    this.opening = null;
    void broken?.then(
      (api) => api.dispose(),
      () => undefined,
    );
    this.setState({ kind: 'unreachable', error: toWire(error), retryAt });
  }

  private setState(state: EngineState): void {
    this.current = state;
    this.states.fire(state);
  }
}

async function askAbout(api: DockerApi, signal: AbortSignal): Promise<EngineAbout> {
  const version = await api.json<VersionAnswer>({
    method: 'GET',
    path: '/version',
    signal,
    what: 'Ask the engine for its version',
  });
  return {
    product: api.isPodman ? 'Podman' : 'Docker',
    version: version.Version,
    apiVersion: api.version,
    os: version.Os,
    architecture: version.Arch,
  };
}

function doesNotAnswer(endpoint: EngineEndpoint, limitMs: number): DarkroomError {
  const address = endpointAddress(endpoint);
  const seconds = Math.round(limitMs / 1000);
  return new DarkroomError(
    'ENGINE_UNREACHABLE',
    `Connect to the engine at ${address}: it has not answered for ${seconds} s`,
    {
      data: { address },
      hint: 'It may be starting, or hang: look at its log (“journalctl -u docker”), or start it anew.',
    },
  );
}
