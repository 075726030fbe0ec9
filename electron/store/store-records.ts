import type { EngineEvent } from '../../shared/model/event';
import type { Disposable } from '../base/disposable';
import type { EngineSettings } from '../../shared/model/engine';
import type { BuildParameters } from '../../shared/model/build-page';
import type { Job } from '../../shared/model/job';
import type { RegistryRules } from '../../shared/model/registry';
import type { SecretAllowance, SecretFinding } from '../../shared/model/secret';
import type { Settings } from '../../shared/model/settings';
import type { ExclusionRule, TimelineEntry } from '../../shared/model/snapshot';

export interface JobIndex {
  list(limit: number): ReadonlyArray<Job>;
  get(id: string): Job | null;
  put(job: Job): void;
  remove(id: string): void;
}

export interface SettingsIndex {
  get(): Settings;
  update(change: Partial<Settings>): Settings;
  /**
   * Of one registry alone, so that two processes lose nothing of each other's; null, and rules
   * that say nothing, forget it.
   */
  setRegistry(name: string, rules: RegistryRules | null): Settings;
  engines(): EngineSettings;
  updateEngines(change: Partial<EngineSettings>): EngineSettings;
}

/** What each context was last built with, for the last few hundred contexts. */
export interface BuildParametersIndex {
  get(contextPath: string): BuildParameters | null;
  put(contextPath: string, parameters: BuildParameters): void;
}

export interface ExclusionIndex {
  /** All, in the order in which they were kept. */
  list(): ReadonlyArray<ExclusionRule>;
  /** Idempotent. */
  add(rule: ExclusionRule): void;
  /** False when there was no such rule. */
  remove(rule: ExclusionRule): boolean;
}

export interface SecretIndex {
  allowances(): ReadonlyArray<SecretAllowance>;
  /** Idempotent; a new note replaces the old. */
  allow(allowance: Omit<SecretAllowance, 'createdAt'>): void;
  /** False when there was no such exception. */
  revoke(pattern: string, rule: string): boolean;
  /** What was found in a layer when it was made. */
  putFindings(diffId: string, findings: ReadonlyArray<SecretFinding>): void;
  findings(diffId: string): ReadonlyArray<SecretFinding>;
}

export interface SnapshotIndex {
  /** An image of the store. Idempotent. */
  add(entry: Omit<TimelineEntry, 'names'>): void;
  /** Every snapshot that is still there, oldest first. */
  list(): ReadonlyArray<Omit<TimelineEntry, 'names'>>;
  /** The same of containers of another engine, whose images lie there; those have to be removed. */
  addOf(engine: string, entry: Omit<TimelineEntry, 'names'>): void;
  listOf(engine: string): ReadonlyArray<Omit<TimelineEntry, 'names'>>;
  removeOf(engine: string, imageId: string): void;
}

/** An event to be noted; its time is now, unless it is known to have been another. */
export interface NewEvent extends Omit<EngineEvent, 'timeNanos'> {
  readonly timeMs?: number;
}

export interface StoredEvent extends EngineEvent {
  /** Grows with each event. */
  readonly sequence: number;
}

/** The latest events of this store, of whichever process. */
export interface EventIndex {
  add(event: NewEvent): void;
  /**
   * Adds `KIND: what`, unless that was the last of its kind since the actor's start: several processes
   * may find the same state. What is so old that it is kept no more may be told again.
   */
  addChange(event: NewEvent, kind: string): void;
  /** Those noted after the one of that number, in the order in which they were noted. */
  list(afterSequence: number): ReadonlyArray<StoredEvent>;
  /** Fires when any process noted one (file watch, not polling). */
  onDidAdd(listener: () => void): Disposable;
}

export interface GarbageResult {
  readonly removedBlobs: ReadonlyArray<string>;
  readonly removedUnpacked: ReadonlyArray<string>;
  readonly freedBytes: number;
}

export interface FsckOptions {
  readonly repair: boolean;
  readonly signal: AbortSignal;
  onProgress?(doneBytes: number, totalBytes: number): void;
}

export interface FsckReport {
  readonly checkedBlobs: number;
  readonly checkedBytes: number;
  readonly problems: ReadonlyArray<FsckProblem>;
}

export interface FsckProblem {
  readonly code:
    | 'BLOB_CORRUPT'
    | 'BLOB_MISSING'
    | 'BLOB_UNREFERENCED'
    | 'INDEX_MISMATCH'
    | 'LAYOUT_MISMATCH'
    | 'LEFTOVER';
  readonly subject: string;
  readonly message: string;
  readonly repaired: boolean;
}

export interface FileDigest {
  readonly path: string;
  readonly stat: FileStatKey;
  readonly digest: string;
}

export interface FileStatKey {
  readonly inode: bigint;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}
