import { bundlePath } from './base/bundle-path';
import { storeRoot } from './base/store-root';
import { EmbeddedEngine } from './engine/embedded/embedded-engine';
import type { Engine } from './engine/engine';
import { JobService } from './jobs/job-service';
import { Sandbox } from './runtime/sandbox';
import { openStore } from './store/open-store';
import type { Store } from './store/store';
import { WorkerPool } from './worker/pool';

/** Everything that lives as long as the process; handed on, never reached for. */
export interface Services {
  readonly store: Store;
  readonly engine: Engine;
  readonly jobs: JobService;
  dispose(): Promise<void>;
}

/**
 * Constructs the services: the one place that does. Cheap: worker threads start with the first task,
 * the sandbox helper with the first use.
 */
export async function createServices(options: { readonly root?: string } = {}): Promise<Services> {
  const root = options.root ?? storeRoot(process.env, process.platform);
  const store = await openStore(root);
  const workers = new WorkerPool();
  const sandbox = new Sandbox({ paths: store.paths, helperProgram: bundlePath('helper') });
  const jobs = new JobService(store);
  const engine = new EmbeddedEngine({ store, workers, sandbox });
  return {
    store,
    engine,
    jobs,
    async dispose() {
      await jobs.dispose();
      await engine.dispose();
      await workers.dispose();
      sandbox.dispose();
      store.dispose();
    },
  };
}
