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
import type { EnginePreferences } from '../../../shared/model/settings';
import type { DraftOptions, DraftResult } from '../../../shared/model/draft';
import type { EngineAbout, EngineEndpoint, EngineState } from '../../../shared/model/engine';
import type { EngineEvent, EventRange } from '../../../shared/model/event';
import { DarkroomError } from '../../../shared/errors';
import type { Disposable } from '../../base/disposable';
import type { ContextOperations } from '../context-operations';
import type {
  ContainerOperations,
  Engine,
  EngineCapabilities,
  EngineChange,
  ImageOperations,
  OpenedBuildContext,
  VolumeOperations,
  WorkContext,
} from '../engine';
import { pruneBuildCache, readBuildCache } from './build/build-cache';
import { EngineConnection } from './connection';
import { dockerContainers } from './containers/docker-containers';
import { DockerVolumes } from './docker-volumes';
import { readEvents } from './events';
import { DockerImages } from './images/docker-images';
import type { LocalParts } from './local-parts';

const noDraft = 'only the embedded engine drafts Dockerfiles';

export interface DockerEngineOptions {
  /** Its name on the list of engines. */
  readonly name: string;
  readonly endpoint: EngineEndpoint;
  readonly local: LocalParts;
  /** Read each time: it may be set while the engine works. */
  readonly preferences: () => EnginePreferences;
}

/** An engine that speaks Docker's API: Docker or Podman, on this machine or another. */
export class DockerEngine implements Engine {
  readonly id: string;
  readonly kind = 'docker';
  readonly images: ImageOperations;
  readonly containers: ContainerOperations;
  readonly volumes: VolumeOperations;
  readonly contexts: ContextOperations;
  private readonly connection: EngineConnection;
  private readonly local: LocalParts;
  private readonly preferences: () => EnginePreferences;

  constructor({ name, endpoint, local, preferences }: DockerEngineOptions) {
    this.id = name;
    this.local = local;
    this.preferences = preferences;
    this.contexts = local.files.contexts;
    this.connection = new EngineConnection(endpoint);
    const images = new DockerImages(this.connection, local);
    this.images = images;
    this.containers = dockerContainers({
      engine: name,
      connection: this.connection,
      local,
      copyOf: (id) => images.copyOf(id),
      images,
      network: () => preferences().network,
    });
    this.volumes = new DockerVolumes(this.connection);
  }

  get state(): EngineState {
    return this.connection.state;
  }

  readonly onDidChange = (listener: (what: EngineChange) => void): Disposable =>
    this.connection.onDidChange(listener);

  readonly onDidChangeState = (listener: (state: EngineState) => void): Disposable =>
    this.connection.onDidChangeState(listener);

  about(signal: AbortSignal): Promise<EngineAbout> {
    return this.connection.about(signal);
  }

  async events(
    range: EventRange,
    onEvent: (event: EngineEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return readEvents(await this.connection.api(), range, onEvent, signal);
  }

  async capabilities(): Promise<EngineCapabilities> {
    const api = await this.connection.api();
    const embeddedOnly = 'Only the embedded engine does this: build there and send the image.';
    const podmanLacks = 'Podman’s API does not take it: build on the embedded engine.';
    return {
      run: { available: true, reason: '' },
      import: true,
      pause: true,
      lacks: {
        'build-contexts': embeddedOnly,
        'build-annotations': embeddedOnly,
        'build-no-cache-filter': embeddedOnly,
        'build-outputs': embeddedOnly,
        'build-cache-export': embeddedOnly,
        'manifest-lists': 'An index is put together of images of the embedded engine.',
        'push-compression': embeddedOnly,
        'rootfs-export': 'Send the image to the embedded engine, and export it there.',
        draft: noDraft,
        ...(api.isPodman
          ? {
              'build-secrets': podmanLacks,
              'build-ssh': podmanLacks,
              'import-platform': 'Podman imports for its own platform only.',
            }
          : {}),
      },
    };
  }

  openBuildContext(
    source: string,
    stdin: NodeJS.ReadableStream,
    work: WorkContext,
  ): Promise<OpenedBuildContext> {
    return this.local.files.openBuildContext(source, stdin, work);
  }

  async build(options: BuildRequest, work: WorkContext): Promise<BuildResult> {
    const { DockerBuilder } = await import('./build/docker-builder');
    const builder = new DockerBuilder(await this.connection.api(), this.local);
    const { network = 'default' } = options;
    const wanted = network === 'default' ? this.preferences().network : network;
    const result = await builder.build({ ...options, network: wanted }, work);
    this.connection.changed('images');
    return result;
  }

  draftDockerfile(options: DraftOptions): Promise<DraftResult> {
    return Promise.reject(
      new DarkroomError('NOT_SUPPORTED', `Draft from ${options.source}: ${noDraft}`, {
        data: { source: options.source },
        hint: 'Send the snapshot to the embedded engine (“darkroom send”), and draft there.',
      }),
    );
  }

  checkBuild(options: BuildRequest, signal: AbortSignal): Promise<BuildCheck> {
    return this.local.files.checkBuild(options, signal);
  }

  async buildCache(): Promise<ReadonlyArray<BuildCacheItem>> {
    return readBuildCache(await this.connection.api());
  }

  async pruneBuildCache(
    options: BuildCachePruneOptions,
    work: WorkContext,
  ): Promise<BuildCachePruneResult> {
    return pruneBuildCache(await this.connection.api(), options, work);
  }

  outlineBuild(options: BuildRequest, signal: AbortSignal): Promise<BuildOutline> {
    return this.local.files.outlineBuild(options, signal);
  }

  checkPatterns(patterns: ReadonlyArray<string>): void {
    this.local.files.checkPatterns(patterns);
  }

  dispose(): Promise<void> {
    this.connection.dispose();
    return Promise.resolve();
  }
}
