import { bundlePath } from './base/bundle-path';
import { ContainerCopier } from './copy/container-copier';
import { storeRoot } from './base/store-root';
import { EmbeddedEngine } from './engine/embedded/embedded-engine';
import type { Engine } from './engine/engine';
import type { EngineDirectory } from './engine/send-image';
import { StoreManifestLists } from './engine/embedded/registry/store-manifest-lists';
import { StoreRootfsExport } from './engine/embedded/rootfs/store-rootfs-export';
import type { RootfsExport } from './engine/rootfs-export';
import type { ManifestListOperations } from './engine/manifest-lists';
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
  readonly engine: Engine;
  readonly jobs: JobService;
  readonly copier: ContainerCopier;
  readonly registries: Registries;
  /** Engines by id, for sending images from one to another. */
  readonly engines: EngineDirectory;
  readonly manifestLists: ManifestListOperations;
  readonly rootfs: RootfsExport;
  dispose(): Promise<void>;
}

/**
 * Constructs the services: the one place that does. Cheap: worker threads start with the first task,
 * the sandbox helper with the first use.
 */
export async function createServices(
  options: { readonly root?: string; readonly secretBox?: SecretBox | null } = {},
): Promise<Services> {
  const root = options.root ?? storeRoot(process.env, process.platform);
  const store = await openStore(root);
  const workers = new WorkerPool();
  const sandbox = new Sandbox({ paths: store.paths, helperProgram: bundlePath('helper') });
  const jobs = new JobService(store);
  const registries = new Registries({
    rules: () => store.settings.get().registries,
    stateFolder: store.paths.state,
    secretBox: options.secretBox ?? null,
    env: process.env,
  });
  const engine = new EmbeddedEngine({ store, workers, sandbox, registries });
  const copier = new ContainerCopier(engine.containers, bundlePath('helper'));
  return {
    store,
    engine,
    jobs,
    copier,
    registries,
    rootfs: new StoreRootfsExport({ store, workers }),
    manifestLists: new StoreManifestLists({ store, workers, registries }),
    engines: { find: (id) => (id === engine.id ? engine : null) },
    async dispose() {
      await jobs.dispose();
      await engine.dispose();
      registries.dispose();
      await workers.dispose();
      sandbox.dispose();
      store.dispose();
    },
  };
}
