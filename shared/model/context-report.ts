import type { SecretFinding } from './secret';

/** What a build context sends and keeps back, before it is built. Sizes in bytes. */
export interface ContextReport {
  /** Names the report in later questions about its folders. */
  readonly reportId: string;
  readonly sent: Amount;
  readonly ignored: Amount;
  /** Name of the file whose lines ignore, `.dockerignore` or `NAME.dockerignore`. */
  readonly ignoreName: string;
  /** What each line of it keeps back, most bytes first; lines that keep nothing back are left out. */
  readonly byLine: ReadonlyArray<IgnoredByLine>;
  /** The topmost of what no instruction uses, most bytes first. */
  readonly unused: ReadonlyArray<UnusedPath>;
  readonly unusedTotal: Amount;
  /** False when an instruction's paths cannot be told before it runs: then nothing counts as unused. */
  readonly isUseKnown: boolean;
}

export interface Amount {
  readonly files: number;
  readonly sizeBytes: number;
}

export interface IgnoredByLine extends Amount {
  /** Counts from 1. */
  readonly line: number;
  readonly written: string;
  /** The largest of them. */
  readonly example: string;
}

export interface UnusedPath extends Amount {
  readonly path: string;
  readonly isFolder: boolean;
}

/** What the search for secrets in the files of a context found. */
export interface ContextSecrets {
  /** Those first that end up in an image; without what a kept exception covers. */
  readonly secrets: ReadonlyArray<ContextSecret>;
  /** How many there are; the list may hold fewer. */
  readonly count: number;
  /** Files that were too large or too many to be read to their end, or that may not be read. */
  readonly unreadFiles: number;
}

/** A secret in a file that is sent; `path` from the context's root, without a leading slash. */
export interface ContextSecret extends SecretFinding {
  /** Line of the instruction that copies the file into a stage; null when none does. */
  readonly usedByLine: number | null;
}

/** A line of the size tree. */
export interface ContextRow extends Amount {
  readonly index: number;
  readonly name: string;
  readonly isFolder: boolean;
  /** Line of the ignore file that keeps it back; null when it is sent. */
  readonly ignoredByLine: number | null;
  readonly isUnused: boolean;
}

/** A folder's children, most bytes first; what is too many to show is counted. */
export interface ContextRows {
  readonly rows: ReadonlyArray<ContextRow>;
  readonly rest: Amount;
}
