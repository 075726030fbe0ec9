import type { FileChange } from './layer';
import type { ConfigChange } from './snapshot';

/** What a Dockerfile is drafted from. */
export interface DraftOptions {
  /** A container, or an image that was made by a snapshot. */
  readonly source: string;
  /** Folder for the Dockerfile and its context; made when missing, refused when it holds something. */
  readonly targetPath: string;
  /** The image that the draft begins FROM; by default what the container was started from. */
  readonly base?: string;
  /** Build the draft and compare what it makes with the snapshot. */
  readonly verify?: boolean;
}

/** Something that was found to have been installed, and how the draft installs it. */
export interface DraftedPackage {
  readonly manager: 'apt' | 'apk' | 'rpm' | 'pip' | 'npm' | 'gem';
  readonly name: string;
  readonly version: string;
}

export interface DraftResult {
  readonly contextPath: string;
  readonly dockerfileText: string;
  readonly packages: ReadonlyArray<DraftedPackage>;
  /** Files copied from the context. */
  readonly copiedCount: number;
  readonly copiedBytes: number;
  /** What the draft cannot say, for people. */
  readonly notes: ReadonlyArray<string>;
  readonly verification: DraftVerification | null;
}

/** How far what the draft builds is from the snapshot. */
export interface DraftVerification {
  /** Files that differ, caches and logs aside. */
  readonly differences: ReadonlyArray<FileChange>;
  /** Caches and logs that differ. */
  readonly ignoredCount: number;
  readonly config: ReadonlyArray<ConfigChange>;
}
