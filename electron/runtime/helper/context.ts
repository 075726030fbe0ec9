import { join } from 'node:path';
import type { HelperPaths } from '../paths';
import type { Libc } from '../native/libc';
import type { UnpackedLayers } from './layers';
import type { SeccompFilters } from './seccomp-filters';
import type { OverlayMounter } from './overlay';
import type { WorkerPool } from './worker-pool';

/** What the parts of the helper share. */
export interface HelperContext {
  readonly libc: Libc;
  readonly paths: HelperPaths;
  readonly folders: HelperFolders;
  readonly overlays: OverlayMounter;
  readonly layers: UnpackedLayers;
  readonly workers: WorkerPool;
  readonly userNamespace: boolean;
  /** crun or runc, and what every call of it starts with. */
  readonly ociRuntime: OciRuntime;
  readonly filters: SeccompFilters;
}

export interface OciRuntime {
  readonly command: string;
  readonly globalArgs: ReadonlyArray<string>;
  /** Where it keeps its state, a folder per container. */
  readonly stateFolder: string;
}

/** The helper's own folders, in the store and in the runtime folder. */
export interface HelperFolders {
  /** A folder per helper, named by sessionName. */
  readonly sessions: string;
  readonly steps: string;
  readonly unpacking: string;
  /** See unpacked-safety.ts. */
  readonly unpackedNote: string;
  readonly trash: string;
  readonly stepStubs: string;
  readonly containerStubs: string;
  readonly links: string;
  readonly exits: string;
  readonly containers: string;
  readonly crun: string;
  readonly seccomp: string;
}

/**
 * `session` names this helper: one that was asked to make way may still be ending its work beside its
 * successor, so each has folders of its own for what does not outlive it.
 */
export function helperFolders(paths: HelperPaths, session: string): HelperFolders {
  const inStore = join(paths.state, 'sandbox');
  const own = join(inStore, 'sessions', session);
  return {
    sessions: join(inStore, 'sessions'),
    steps: join(own, 'steps'),
    unpacking: join(own, 'unpacking'),
    unpackedNote: join(inStore, 'unpacked.json'),
    trash: join(own, 'trash'),
    stepStubs: join(inStore, 'stubs', 'step'),
    containerStubs: join(inStore, 'stubs', 'container'),
    links: join(paths.runtime, 'links', session),
    exits: join(paths.runtime, 'exits'),
    containers: join(paths.runtime, 'containers'),
    crun: join(paths.runtime, 'crun'),
    seccomp: join(paths.runtime, 'seccomp'),
  };
}
