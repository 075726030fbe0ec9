import { join } from 'node:path';
import { preferencesOf } from '../shared/model/settings';
import { bundlePath } from './base/bundle-path';
import { ContainerCopier } from './copy/container-copier';
import { storeRoot } from './base/store-root';
import { dockerEngines } from './engine/docker/docker-engines';
import type { LocalParts } from './engine/docker/local-parts';
import { StoreForeignSnapshots } from './engine/embedded/foreign/store-foreign-snapshots';
import { EmbeddedEngine } from './engine/embedded/embedded-engine';
import { StoreManifestLists } from './engine/embedded/registry/store-manifest-lists';
import { StoreRootfsExport } from './engine/embedded/rootfs/store-rootfs-export';
import type { ForeignSnapshots } from './engine/foreign-snapshots';
import type { RootfsExport } from './engine/rootfs-export';
import type { Engine, ImageOperations } from './engine/engine';
import type { ManifestListOperations } from './engine/manifest-lists';
import { EngineRegistry } from './engine/registry';
import { JobService } from './jobs/job-service';
import type { SecretBox } from './registry/auth/secret-file';
import { Registries } from './registry/registries';
import { Sandbox } from './runtime/sandbox';
import { openStore } from './store/open-store';
import type { Store } from './store/store';
import { WorkerPool } from './worker/pool';

/** Everything that lives as long as the process; handed on, never reached for. */
export interface Services {
  readonly store: Store;
  /** The engine that works now: another one after `engines.use` and `engines.select`. */
  readonly engine: Engine;
  readonly engines: EngineRegistry;
  readonly jobs: JobService;
  /** Copies files in and out of containers of the engine that works now. */
  readonly copier: ContainerCopier;
  readonly registries: Registries;
  readonly manifestLists: ManifestListOperations;
  readonly rootfs: RootfsExport;
  dispose(): Promise<void>;
}

export interface ServicesOptions {
  readonly root?: string;
  readonly secretBox?: SecretBox | null;
  /** Whether this thread has to stay free for a window. */
  readonly hasWindow?: boolean;
  /** Name of the engine to work with instead of the one selected in the settings. */
  readonly engine?: string;
}

/**
 * Constructs the services: the one place that does. Cheap: worker threads start with the first task,
 * the sandbox helper with the first use, engines are connected to when they are asked. ENGINE_NOT_FOUND.
 */
export async function createServices(options: ServicesOptions = {}): Promise<Services> {
  const root = options.root ?? storeRoot(process.env, process.platform);
  const store = await openStore(root);
  const workers = new WorkerPool({ littleHere: options.hasWindow !== true });
  const sandbox = new Sandbox({ paths: store.paths, helperProgram: bundlePath('helper') });
  const jobs = new JobService(store);
  const registries = new Registries({
    rules: () => store.settings.get().registries,
    stateFolder: store.paths.state,
    secretBox: options.secretBox ?? null,
    env: process.env,
  });
  const embedded = new EmbeddedEngine({ store, workers, sandbox, registries });
  const mirror = new Mirror(join(store.paths.state, 'mirror'), workers, registries);
  const snapshots = new StoreForeignSnapshots({ store, workers, mirror: () => mirror.store() });
  const local = localParts({ embedded, mirror, registries, snapshots });
  const engines = new EngineRegistry({
    embedded,
    settings: store.settings,
    ...dockerEngines(local, (name) => preferencesOf(store.settings.get(), name)),
  });
  const services: Services = {
    store,
    get engine() {
      return engines.current;
    },
    engines,
    jobs,
    get copier() {
      return new ContainerCopier(engines.current.containers, bundlePath('helper'));
    },
    registries,
    rootfs: new StoreRootfsExport({ store, workers }),
    manifestLists: new StoreManifestLists({ store, workers, registries }),
    async dispose() {
      await jobs.dispose();
      await engines.dispose();
      await mirror.dispose();
      registries.dispose();
      await workers.dispose();
      sandbox.dispose();
      store.dispose();
    },
  };
  try {
    await (options.engine === undefined ? engines.useSelected() : engines.use(options.engine));
  } catch (error) {
    await services.dispose();
    throw error;
  }
  return services;
}

function localParts(parts: {
  readonly embedded: EmbeddedEngine;
  readonly mirror: Mirror;
  readonly registries: Registries;
  readonly snapshots: ForeignSnapshots;
}): LocalParts {
  const { embedded, mirror, registries, snapshots } = parts;
  return {
    files: embedded,
    snapshots,
    mirror: () => mirror.open(),
    credentials: (registry) => registries.credentials(registry, new AbortController().signal),
    async readBuildInputs(build) {
      const { openContext } = await import('./engine/embedded/build/context/open-context');
      return openContext(build);
    },
  };
}

/** The store of copies of other engines' images; see LocalParts. Opened with the first copy. */
class Mirror {
  private opening: Promise<{ readonly store: Store; readonly engine: Engine }> | null = null;

  constructor(
    private readonly root: string,
    private readonly workers: WorkerPool,
    private readonly registries: Registries,
  ) {}

  async open(): Promise<ImageOperations> {
    return (await this.both()).engine.images;
  }

  async store(): Promise<Store> {
    return (await this.both()).store;
  }

  async dispose(): Promise<void> {
    const opened = await this.opening?.catch(() => null);
    await opened?.engine.dispose();
    opened?.store.dispose();
  }

  private both() {
    this.opening ??= this.attempt();
    return this.opening;
  }

  private async attempt() {
    const store = await openStore(this.root);
    const sandbox = new Sandbox({ paths: store.paths, helperProgram: bundlePath('helper') });
    const { workers, registries } = this;
    return { store, engine: new EmbeddedEngine({ store, workers, sandbox, registries }) };
  }
}
