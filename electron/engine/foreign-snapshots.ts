import type { CommitOptions } from '../../shared/model/container';
import type { ContainerConfig } from '../../shared/model/image';
import type { FileChange, LayerEntry } from '../../shared/model/layer';
import type { SecretFinding } from '../../shared/model/secret';
import type {
  ContainerReview,
  ExclusionRule,
  FileDiff,
  TimelineEntry,
} from '../../shared/model/snapshot';

/**
 * A tar out of a container. `changes`: entries are put below `parent`, and only those count that
 * changed; `single`: the first entry alone. `volume`: all of
 * what is mounted at `target`, in the layer only when `isIn`.
 */
export type DifferencePart = DifferencePlace & {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Whether the chunks may end before the tar does. */
  readonly cutOff: boolean;
};

export type DifferencePlace =
  | { readonly kind: 'changes'; readonly parent: string; readonly single: boolean }
  | {
      readonly kind: 'volume';
      readonly target: string;
      readonly isIn: boolean;
      /** Whether the image has files at its place. */
      readonly hides: boolean;
    };

/** What changed, in layer paths, and what is left out of it. */
export interface DifferenceFilter {
  readonly present: ReadonlyArray<string>;
  readonly deleted: ReadonlyArray<string>;
  readonly exclude: ReadonlyArray<string>;
}

/** What was read; paths are layer paths. */
export interface ReadDifference {
  /** What a layer of it holds, whiteouts first. */
  readonly entries: ReadonlyArray<LayerEntry>;
  readonly volumes: ReadonlyArray<ReadVolume>;
  readonly secrets: ReadonlyArray<SecretFinding>;
  /** Hard links whose content is under a name that is left out: to be read again, each by itself. */
  readonly missing: ReadonlyArray<string>;
  /** Changes that the filter left out. */
  readonly leftOutCount: number;
}

export interface ReadVolume {
  readonly target: string;
  readonly entries: ReadonlyArray<LayerEntry>;
}

/** A layer of a difference, in a file until `discard`. */
export interface WrittenDifference extends ReadDifference {
  readonly diffId: string;
  readonly sizeBytes: number;
  /** Puts it among the mirror's layers. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** A file's beginning and the size of the whole. */
export interface FileBeginning {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
}

export interface SnapshotSource {
  /** The container's image, by its id in the mirror. */
  readonly imageId: string;
  readonly config: ContainerConfig;
}

/** Whose line of snapshots is asked for: a container's, or that around an image. */
export interface TimelineSeed {
  readonly name: string;
  readonly containerId: string | null;
  readonly imageId: string | null;
}

/**
 * What this machine does for snapshots of containers whose engine hands out lists of changes and tars,
 * and no more: kept rules and exceptions are the store's own, layers and images lie in the mirror.
 */
export interface ForeignSnapshots {
  readonly diffLimitBytes: number;
  rulesFor(container: {
    readonly name: string;
    readonly imageName: string;
  }): ReadonlyArray<ExclusionRule>;
  judge(
    changes: ReadonlyArray<FileChange>,
    rules: ReadonlyArray<ExclusionRule>,
  ): Pick<ContainerReview, 'leftOut' | 'proposals'>;
  /** Reads the parts one after the other, on a thread. */
  read(
    parts: AsyncIterable<DifferencePart>,
    filter: DifferenceFilter,
    signal: AbortSignal,
  ): Promise<ReadDifference>;
  /** The same, and keeps the layer. */
  write(
    parts: AsyncIterable<DifferencePart>,
    filter: DifferenceFilter,
    signal: AbortSignal,
  ): Promise<WrittenDifference>;
  /** SECRETS_FOUND unless kept exceptions cover all of it; returns what goes in all the same. */
  checkSecrets(
    findings: ReadonlyArray<SecretFinding>,
    options: { readonly what: string; readonly allowSecrets: boolean },
  ): ReadonlyArray<SecretFinding>;
  compareFile(
    imageId: string,
    path: string,
    after: FileBeginning | null,
    signal: AbortSignal,
  ): Promise<FileDiff>;
  /** Makes the image in the mirror; its id. */
  assemble(
    source: SnapshotSource,
    layer: WrittenDifference,
    options: CommitOptions,
  ): Promise<string>;
  /** INVALID_CHANGE, INVALID_ARGUMENT: wrong options are told before anything is read. */
  checkOptions(options: CommitOptions): void;
  /** `engine`: its name on the list of engines. */
  remember(engine: string, entry: Omit<TimelineEntry, 'names'>): void;
  /** Snapshots that belong with a container or an image. `names`: of the images that are there. */
  timeline(
    engine: string,
    seed: TimelineSeed,
    names: ReadonlyMap<string, ReadonlyArray<string>>,
  ): ReadonlyArray<TimelineEntry>;
}
