import type { BrowserWindow } from 'electron';

import type { ReplyOf, RequestChannel, RequestOf } from '../../shared/ipc/contract';
import type { ContainerCopier } from '../copy/container-copier';
import type { Engine } from '../engine/engine';
import type { ManifestListOperations } from '../engine/manifest-lists';
import type { EngineRegistry } from '../engine/registry';
import type { RootfsExport } from '../engine/rootfs-export';
import type { JobService } from '../jobs/job-service';
import type { Registries } from '../registry/registries';
import type { Store } from '../store/store';

/** Who called, and when to stop: the signal fires when the window is gone. */
export interface CallContext {
  readonly window: BrowserWindow;
  readonly signal: AbortSignal;
}

export type Handler<C extends RequestChannel> = (
  request: RequestOf<C>,
  context: CallContext,
) => Promise<ReplyOf<C>> | ReplyOf<C>;

/** A handler per channel; a file per domain gives its part. */
export type Handlers = { readonly [C in RequestChannel]: Handler<C> };
export type HandlersOf<Domain extends string> = Pick<
  Handlers,
  Extract<RequestChannel, `${Domain}.${string}`>
>;

/**
 * The services open while the window is already there, so handlers wait for them. After a failed
 * start the next call tries again: that is what Retry does.
 */
export interface IpcServices {
  /** The one selected in the window, at the moment it is asked for. */
  readonly engine: Engine;
  readonly engines: EngineRegistry;
  readonly jobs: JobService;
  readonly store: Store;
  readonly registries: Registries;
  readonly rootfs: RootfsExport;
  readonly manifestLists: ManifestListOperations;
  readonly copier: ContainerCopier;
}
export type ServicesSource = () => Promise<IpcServices>;
