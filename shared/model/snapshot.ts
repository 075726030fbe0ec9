import type { ChangeKind, FileChange } from './layer';

/** What snapshots leave out, kept until it is removed. */
export interface ExclusionRule {
  readonly scope: 'global' | 'image' | 'container';
  /** The image's or the container's name; '' for every snapshot. */
  readonly subject: string;
  /** See docs/reference/exclusion-rules.md. */
  readonly pattern: string;
}

/** A pattern that probably nobody wants in an image. Never applied unless somebody says so. */
export interface ExclusionProposal {
  readonly pattern: string;
  readonly reason: 'cache' | 'history' | 'log' | 'temporary';
  /** Changes it would leave out, and their bytes. */
  readonly changeCount: number;
  readonly sizeBytes: number;
  readonly paths: ReadonlyArray<string>;
}

/** Data of a container that is not part of it: a snapshot takes it along only when told to. */
export interface VolumeChange {
  /** Where it is mounted. */
  readonly target: string;
  /** Files and folders that differ from what the image has there. */
  readonly changedCount: number;
  readonly changedBytes: number;
  /** Bytes of all files in it. */
  readonly sizeBytes: number;
}

/** What the review of a snapshot shows, but for secrets, which take a reading of every file. */
export interface ContainerReview {
  readonly changes: ReadonlyArray<FileChange>;
  readonly volumes: ReadonlyArray<VolumeChange>;
  /** Kept rules that apply to this container. */
  readonly rules: ReadonlyArray<ExclusionRule>;
  /** Paths of the changes that these rules leave out. */
  readonly leftOut: ReadonlyArray<string>;
  readonly proposals: ReadonlyArray<ExclusionProposal>;
}

/** A file on two sides. */
export interface FileDiff {
  readonly path: string;
  /** `text`: `unified` says what differs; the others have nothing to show line by line. */
  readonly kind: 'text' | 'binary' | 'too-large' | 'no-file';
  /** Bytes on each side; null where there is no file. */
  readonly beforeBytes: number | null;
  readonly afterBytes: number | null;
  /** Unified diff with three lines of context; '' when both sides are the same. */
  readonly unified: string;
}

/** One snapshot in the line of its container. */
export interface TimelineEntry {
  readonly imageId: string;
  readonly names: ReadonlyArray<string>;
  readonly containerId: string;
  readonly containerName: string;
  /** The image that the container was started from. */
  readonly parentImageId: string;
  readonly parentImageName: string;
  readonly createdAt: string;
  readonly author: string;
  readonly message: string;
  /** Bytes of the snapshot's own layer; 0 when nothing had changed. */
  readonly sizeBytes: number;
}

/** A setting of an image's configuration that differs; null where one side has none. */
export interface ConfigChange {
  /** e.g. `Cmd`, `Env PATH`, `Labels maintainer`. */
  readonly field: string;
  readonly kind: ChangeKind;
  readonly before: string | null;
  readonly after: string | null;
}

export interface ImageComparison {
  readonly before: string;
  readonly after: string;
  readonly changes: ReadonlyArray<FileChange>;
  readonly config: ReadonlyArray<ConfigChange>;
}
