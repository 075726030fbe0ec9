import type {
  BuildCheck,
  BuildOutline,
  BuildRequest,
  BuildResult,
} from '../../../shared/model/build';
import type {
  BuildCacheItem,
  BuildCachePruneOptions,
  BuildCachePruneResult,
} from '../../../shared/model/build-cache';
import type { DraftOptions, DraftResult } from '../../../shared/model/draft';
import type { EngineEvent, EventRange } from '../../../shared/model/event';
import type { Identified, ImportOptions, ImportResult } from '../../../shared/model/import';
import {
  embeddedEngineName,
  type EngineAbout,
  type EngineState,
} from '../../../shared/model/engine';
import { version } from '../../../package.json';
import { toDisposable, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { compilePathPatterns } from '../../dockerfile/dockerfile';
import type { Registries } from '../../registry/registries';
import { hostPlatform } from '../../oci/platform';
import type { Sandbox } from '../../runtime/sandbox';
import type { Store } from '../../store/store';
import type { WorkerPool } from '../../worker/pool';
import type { ContextOperations } from '../context-operations';
import type {
  ContainerOperations,
  Engine,
  EngineCapabilities,
  EngineChange,
  ImageOperations,
  OpenedBuildContext,
  SaveOptions,
  WorkContext,
} from '../engine';
import { EmbeddedContainers } from './containers/embedded-containers';
import { ImageTransfers } from './registry/image-transfers';
import { followEvents } from './follow-events';
import { EmbeddedImages } from './images/embedded-images';
import { EmbeddedVolumes } from './volumes/embedded-volumes';

export interface EmbeddedEngineParts {
  readonly store: Store;
  readonly workers: WorkerPool;
  readonly sandbox: Sandbox;
  readonly registries: Registries;
}

/** The engine that needs no daemon. Import and build are loaded when first used. */
export class EmbeddedEngine implements Engine {
  readonly id = embeddedEngineName;
  readonly kind = 'embedded';
  readonly images: ImageOperations;
  readonly containers: ContainerOperations;
  readonly volumes: EmbeddedVolumes;
  readonly contexts: ContextOperations;
  private readonly changes = new Emitter<EngineChange>();
  private readonly storeListener: Disposable;
  private readonly embeddedContainers: EmbeddedContainers;
  private readonly transfers: ImageTransfers;
  private exitWatch: Disposable | null = null;

  constructor(private readonly parts: EmbeddedEngineParts) {
    const { store, sandbox, workers } = parts;
    this.transfers = new ImageTransfers(parts);
    this.images = withArchives(
      new EmbeddedImages({ store, sandbox, workers }),
      parts,
      this.transfers,
    );
    this.volumes = new EmbeddedVolumes({ store, sandbox });
    const { volumes } = this;
    this.embeddedContainers = new EmbeddedContainers({ store, sandbox, workers, volumes });
    this.containers = this.embeddedContainers;
    this.contexts = withContexts(parts);
    this.storeListener = store.onDidChange(() => {
      this.changes.fire('images');
      this.changes.fire('containers');
    });
  }

  get state(): EngineState {
    return { kind: 'connected', about: embeddedAbout };
  }

  about(): Promise<EngineAbout> {
    return Promise.resolve(embeddedAbout);
  }

  /** It is part of this process: its state never changes. */
  onDidChangeState(): Disposable {
    return toDisposable(() => undefined);
  }

  readonly onDidChange = (listener: (what: EngineChange) => void): Disposable => {
    // Who wants to hear of changes also wants to hear that a container ended by itself.
    this.exitWatch ??= this.embeddedContainers.watchExits(() => this.changes.fire('containers'));
    return this.changes.event(listener);
  };

  events(
    range: EventRange,
    onEvent: (event: EngineEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { embeddedContainers: containers } = this;
    const parts = {
      store: this.parts.store,
      settle: () => containers.list({ all: true }),
      watchExits: () =>
        containers.watchExits(() => void containers.list({ all: true }).catch(() => undefined)),
    };
    return followEvents(parts, range, onEvent, signal);
  }

  async capabilities(): Promise<EngineCapabilities> {
    return { run: await this.parts.sandbox.check(), import: true, pause: true, lacks: {} };
  }

  async openBuildContext(
    source: string,
    stdin: NodeJS.ReadableStream,
    work: WorkContext,
  ): Promise<OpenedBuildContext> {
    const { openBuildContext } = await import('./build/context/open-build-context');
    return openBuildContext(this.parts, source, stdin, work);
  }

  async build(
    options: BuildRequest,
    work: WorkContext,
    stdout?: NodeJS.WritableStream,
  ): Promise<BuildResult> {
    const { EmbeddedBuilder } = await import('./build/embedded-builder');
    return new EmbeddedBuilder(this.buildParts()).build(options, work, stdout);
  }

  async draftDockerfile(options: DraftOptions, work: WorkContext): Promise<DraftResult> {
    const { draftDockerfile } = await import('./draft/draft-dockerfile');
    const { store, workers } = this.parts;
    return draftDockerfile(
      {
        store,
        workers,
        commit: (commit, inner) => this.containers.commit(commit, inner),
        build: (request, inner) => this.build(request, inner),
      },
      options,
      work,
    );
  }

  async checkBuild(options: BuildRequest, signal: AbortSignal): Promise<BuildCheck> {
    const { EmbeddedBuilder } = await import('./build/embedded-builder');
    return new EmbeddedBuilder(this.buildParts()).check(options, signal);
  }

  async buildCache(): Promise<ReadonlyArray<BuildCacheItem>> {
    return (await import('./build/cache/build-cache')).listBuildCache(this.parts);
  }

  async pruneBuildCache(
    options: BuildCachePruneOptions,
    work: WorkContext,
  ): Promise<BuildCachePruneResult> {
    return (await import('./build/cache/build-cache')).pruneBuildCache(this.parts, options, work);
  }

  async outlineBuild(options: BuildRequest, signal: AbortSignal): Promise<BuildOutline> {
    const { EmbeddedBuilder } = await import('./build/embedded-builder');
    return new EmbeddedBuilder(this.buildParts()).outline(options, signal);
  }

  private buildParts() {
    return { ...this.parts, registry: this.transfers.asRegistry() };
  }

  checkPatterns(patterns: ReadonlyArray<string>): void {
    compilePathPatterns(patterns);
  }

  dispose(): Promise<void> {
    this.exitWatch?.dispose();
    this.storeListener.dispose();
    this.changes.dispose();
    return Promise.resolve();
  }
}

/** What the Build page asks, loaded when it first does. */
function withContexts(parts: EmbeddedEngineParts): ContextOperations {
  const contexts = async (): Promise<ContextOperations> => {
    const { EmbeddedContexts } = await import('./build/context/embedded-contexts');
    return new EmbeddedContexts(parts);
  };
  return {
    open: async (...given) => (await contexts()).open(...given),
    check: async (...given) => (await contexts()).check(...given),
    report: async (...given) => (await contexts()).report(...given),
  };
}
const { os, architecture } = hostPlatform();
const embeddedAbout: EngineAbout = {
  product: 'Darkroom',
  version,
  apiVersion: '',
  os,
  architecture,
};

/** Joins what the index answers with what moves archives in and out. */
function withArchives(
  images: EmbeddedImages,
  parts: EmbeddedEngineParts,
  transfers: ImageTransfers,
): ImageOperations {
  const archives = () => import('./import/archives');
  return {
    list: () => images.list(),
    inspect: (name) => images.inspect(name),
    history: (name) => images.history(name),
    tree: (name, layer, path) => images.tree(name, layer, path),
    readFile: (name, path, limitBytes) => images.readFile(name, path, limitBytes),
    compare: (before, after, signal) => images.compare(before, after, signal),
    compareFile: (before, after, path, signal) => images.compareFile(before, after, path, signal),
    waste: (name) => images.waste(name),
    tag: (source, target) => images.tag(source, target),
    remove: (name, options) => images.remove(name, options),
    prune: (options, work) => images.prune(options, work),
    usage: () => images.usage(),
    async identify(path: string, signal: AbortSignal): Promise<Identified> {
      return (await archives()).identify(path, signal);
    },
    async import(
      options: ImportOptions,
      work: WorkContext,
      stdin?: NodeJS.ReadableStream,
    ): Promise<ImportResult> {
      return (await archives()).importImage(parts, options, work, stdin);
    },
    async load(source: string | NodeJS.ReadableStream, work: WorkContext): Promise<ImportResult> {
      return (await archives()).loadArchive(parts, source, work);
    },
    knownLayers: () => Promise.resolve(0),
    pull: (name, options, work) => transfers.pull(name, options, work),
    push: (name, options, work) => transfers.push(name, options, work),
    async save(
      names: ReadonlyArray<string>,
      target: string | NodeJS.WritableStream,
      options: SaveOptions,
      work: WorkContext,
    ): Promise<void> {
      return (await archives()).saveArchive(parts, names, target, options, work);
    },
  };
}
