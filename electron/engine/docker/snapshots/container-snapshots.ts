import { DarkroomError } from '../../../../shared/errors';
import type { CommitOptions, CommitResult } from '../../../../shared/model/container';
import type { ImageSummary } from '../../../../shared/model/image';
import type { FileChange } from '../../../../shared/model/layer';
import type { SecretFinding } from '../../../../shared/model/secret';
import type { ContainerReview, FileDiff, TimelineEntry } from '../../../../shared/model/snapshot';
import type { ContainerOperations, ImageOperations, WorkContext } from '../../engine';
import type { EngineConnection } from '../connection';
import { containerSummary, type ContainerAnswer } from '../containers/container-shapes';
import type { FindCopy } from '../containers/container-files';
import { inspect } from '../containers/lookup';
import type { DockerApi } from '../docker-api';
import type { LocalParts } from '../local-parts';
import { listChanges } from './change-list';
import { commitContainer } from './commit';
import { describeChanges } from './describe-changes';
import { readBeginning } from './file-beginning';
import { readContainer } from './read-container';
import { changedVolumes, look } from './volume-changes';
import { volumesOf } from './volumes';

export interface SnapshotParts {
  /** Its name on the list of engines. */
  readonly engine: string;
  readonly connection: EngineConnection;
  readonly local: LocalParts;
  readonly copyOf: FindCopy;
  readonly images: Pick<ImageOperations, 'list' | 'knownLayers'>;
}

type SnapshotOperations = Pick<
  ContainerOperations,
  'diff' | 'review' | 'findSecrets' | 'fileDiff' | 'timeline' | 'commit'
>;

/**
 * What changed in containers and the images made of it, on an engine that hands out lists of changes
 * and tars: those are read here, as the embedded engine reads its own files.
 */
export class DockerContainerSnapshots implements SnapshotOperations {
  constructor(private readonly parts: SnapshotParts) {}

  async diff(name: string): Promise<ReadonlyArray<FileChange>> {
    const { api, container } = await this.open(name);
    return this.changes(api, container, new AbortController().signal);
  }

  async review(name: string, signal: AbortSignal): Promise<ContainerReview> {
    const { api, container } = await this.open(name);
    const { snapshots } = this.parts.local;
    const changes = await this.changes(api, container, signal);
    const rules = snapshots.rulesFor(containerSummary(container));
    const request = { api, id: container.Id, signal };
    return {
      changes,
      volumes: await changedVolumes(this.parts, request, container.Image, volumesOf(container)),
      rules,
      ...snapshots.judge(changes, rules),
    };
  }

  async findSecrets(name: string, signal: AbortSignal): Promise<ReadonlyArray<SecretFinding>> {
    const { api, container } = await this.open(name);
    const found = await readContainer(
      this.parts.local.snapshots,
      { api, id: container.Id, signal },
      {
        changes: await listChanges(api, container.Id, signal),
        exclude: [],
        volumes: volumesOf(container).map(look(true)),
      },
    );
    return found.secrets;
  }

  async fileDiff(name: string, path: string, signal: AbortSignal): Promise<FileDiff> {
    const { api, container } = await this.open(name);
    const { snapshots } = this.parts.local;
    const [{ id }, after] = await Promise.all([
      this.parts.copyOf(container.Image),
      readBeginning({ api, id: container.Id, signal }, path, snapshots.diffLimitBytes),
    ]);
    return snapshots.compareFile(id, path, after, signal);
  }

  async timeline(name: string): Promise<ReadonlyArray<TimelineEntry>> {
    const images = await this.parts.images.list();
    const seed = await this.seed(name, images);
    const names = new Map(images.map((image) => [image.id, image.names]));
    const { engine, local } = this.parts;
    const line = local.snapshots.timeline(engine, { name, ...seed }, names);
    if (line.length > 0 || seed.containerId !== null || seed.imageId !== null) return line;
    throw new DarkroomError('CONTAINER_NOT_FOUND', `There is no container or snapshot ${name}`, {
      data: { name },
      hint: 'See darkroom ps -a and darkroom images.',
    });
  }

  async commit(options: CommitOptions, work: WorkContext): Promise<CommitResult> {
    const { api, container } = await this.open(options.container);
    const result = await commitContainer({ ...this.parts, api }, container, options, work);
    this.parts.connection.changed('images');
    return result;
  }

  private changes(
    api: DockerApi,
    container: ContainerAnswer,
    signal: AbortSignal,
  ): Promise<ReadonlyArray<FileChange>> {
    return describeChanges(this.parts.local.snapshots, { api, id: container.Id, signal });
  }

  private async seed(name: string, images: ReadonlyArray<ImageSummary>) {
    try {
      const { container } = await this.open(name);
      return { containerId: container.Id, imageId: containerSummary(container).imageId };
    } catch (error) {
      if (!(error instanceof DarkroomError) || error.code !== 'CONTAINER_NOT_FOUND') throw error;
    }
    const image = images.find(
      ({ id, names }) => names.includes(name) || names.includes(`${name}:latest`) || id === name,
    );
    return { containerId: null, imageId: image?.id ?? null };
  }

  private async open(name: string) {
    const api = await this.parts.connection.api();
    return { api, container: await inspect(api, name) };
  }
}
