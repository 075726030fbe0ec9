import type { Readable } from 'node:stream';
import type { PathStat } from '../../shared/model/container-files';

export interface AttachOptions {
  /** Keys as docker writes them, e.g. `ctrl-p,ctrl-q` (the default). INVALID_ARGUMENT. */
  readonly detachKeys?: string;
  /** Hand signals that this process gets to the container's. Default true; never with a terminal. */
  readonly proxySignals?: boolean;
}

export interface StopOptions {
  /** Null for the container's own; -1 waits for as long as it takes. */
  readonly timeoutSeconds: number | null;
  readonly signal?: string;
}

export interface PathArchive {
  readonly stat: PathStat;
  /** Destroying it stops the reading. */
  readonly content: Readable;
}

export interface WriteArchiveOptions {
  /** Owned by the container's user instead of as the archive says. */
  readonly ownedByUser: boolean;
}

export interface LogOptions {
  /** Docker's --details: a blank before each line, where attributes of the log would stand. */
  readonly details?: boolean;
  /** Milliseconds since 1970; only what was written at or after it. */
  readonly sinceMs?: number;
  /** Only what was written at or before it. */
  readonly untilMs?: number;
  readonly follow: boolean;
  /** Last lines to start with; null for all. */
  readonly tail: number | null;
  readonly timestamps: boolean;
}

/** The calling process's own streams; a terminal when both ends are one. */
export interface ProcessStdio {
  readonly stdin: NodeJS.ReadStream | null;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** `detached`: the caller left with the detach keys (ctrl-p ctrl-q); the container runs on. */
export type SessionEnd =
  { readonly kind: 'exited'; readonly exitCode: number } | { readonly kind: 'detached' };

export interface ExecOptions {
  readonly command: ReadonlyArray<string>;
  readonly env: ReadonlyArray<string>;
  readonly user: string | null;
  readonly workingDir: string | null;
  readonly tty: boolean;
}

export interface SaveOptions {
  /** `oci-dir` is a folder; the others are one tar. */
  readonly format: 'docker' | 'oci' | 'oci-dir';
  readonly compression: 'none' | 'gzip' | 'zstd' | 'xz';
  /**
   * DiffIDs of layers whose content may be left out, because the one reader of the archive has it. An
   * engine that writes archives itself writes everything.
   */
  readonly without?: ReadonlySet<string>;
}

export interface RemovedItem {
  readonly kind: 'untagged' | 'deleted';
  readonly value: string;
}

export interface PruneResult {
  readonly removed: ReadonlyArray<RemovedItem>;
  readonly freedBytes: number;
}
