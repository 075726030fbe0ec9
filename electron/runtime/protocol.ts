import type { WireError } from '../../shared/errors';
import type { SecretFinding } from '../../shared/model/secret';
import type { WriteFilesInput } from '../oci/layer/write-files';
import type { ContainerChanges } from './helper/changes';
import type {
  ContainerVolume,
  ContainerSpec,
  ExecSpec,
  ProcessTable,
  ResourceSample,
  SandboxMount,
  StartedContainer,
  StepSpec,
  VolumeFill,
} from './step';

/**
 * What client and helper say to each other: JSON lines over the helper's socket. The client sends
 * requests with ids of its own choice and may cancel each; the helper answers each once, after any
 * events. When a connection ends, all its requests are cancelled.
 */
export interface Methods {
  hello: { params: { version: string }; result: HelperInfo };
  /** Asks an outdated helper to make way: it takes no new connections and ends when it is idle. */
  retire: { params: Record<string, never>; result: null };
  unpack: { params: { diffIds: ReadonlyArray<string> }; result: { notes: ReadonlyArray<string> } };
  evict: { params: { diffIds: ReadonlyArray<string> }; result: null };
  removeTree: { params: { path: string }; result: null };
  fillVolumes: {
    params: { lowers: ReadonlyArray<string>; fills: ReadonlyArray<VolumeFill> };
    result: null;
  };
  /**
   * A layer of files that lie on this machine; bytes at hand have no form in JSON. Null when the helper sees
   * another file as the witness, or has more to do than it would take the client.
   */
  writeFiles: {
    params: WriteFilesInput & { readonly witness: FileWitness | null };
    result: WireFilesLayer | null;
  };
  runStep: { params: StepSpec; result: WireStepResult };
  /** Answers when nothing is left of this client's steps that have ended. */
  settleSteps: { params: Record<string, never>; result: null };
  createContainer: { params: ContainerSpec; result: StartedContainer };
  beginContainer: { params: { id: string }; result: null };
  signalContainer: { params: { id: string; signal: string }; result: null };
  killContainer: { params: { id: string }; result: null };
  waitContainer: { params: { id: string }; result: { exitCode: number; finishedAt: string } };
  /** Holds every process still until `unpauseContainer`. CONTAINER_PAUSED, CONTAINER_NOT_RUNNING. */
  pauseContainer: { params: { id: string }; result: null };
  unpauseContainer: { params: { id: string }; result: null };
  /** ps(1) of the host with these options, of the container's processes alone. */
  listProcesses: { params: { id: string; options: ReadonlyArray<string> }; result: ProcessTable };
  sampleContainer: { params: { id: string }; result: ResourceSample };
  /**
   * Sends a `root` event with a folder that shows the container's files and answers only when it is
   * cancelled. `view`: as the container sees them, with its mounts; `files`: without.
   */
  holdRoot: {
    params: {
      id: string;
      lowers: ReadonlyArray<string>;
      mounts: ReadonlyArray<SandboxMount>;
      kind: 'view' | 'files';
    };
    result: null;
  };
  removeContainer: { params: { id: string }; result: null };
  execContainer: { params: ExecSpec; result: { command: ReadonlyArray<string> } };
  /** The size of the terminal that a runtime's `exec` with this pid has made. */
  resizeExec: { params: { pid: number; columns: number; rows: number }; result: null };
  diffContainer: { params: ContainerQuery; result: ContainerChanges };
  /** Secrets in the changes and in these volumes. */
  scanContainer: {
    params: ContainerQuery;
    result: { secrets: ReadonlyArray<SecretFinding> };
  };
  /** The beginning of a file that the container made or changed; null when it is no such file. */
  readChange: {
    params: { id: string; path: string; limitBytes: number };
    result: { content: { base64: string; sizeBytes: number } | null };
  };
  commitContainer: { params: CommitRequest; result: WireLayer & { pausedMs: number } };
}

/** A container's changes are told from its image's layers. */
export interface ContainerQuery {
  readonly id: string;
  /** DiffIDs, bottom first. */
  readonly lowers: ReadonlyArray<string>;
  readonly volumes: ReadonlyArray<ContainerVolume>;
}

export interface CommitRequest extends ContainerQuery {
  readonly stagedBlobPath: string;
  readonly pause: boolean;
  /** Patterns of what is left out (see compilePathPatterns). `volumes`: those whose data goes in. */
  readonly exclude: ReadonlyArray<string>;
}

export type MethodName = keyof Methods;

export interface HelperInfo {
  readonly version: string;
  readonly pid: number;
  readonly userNamespace: boolean;
}

/** The layer's entries lie beside the staged blob, in `<path>.entries`, a JSON line each. */
export interface WireLayer {
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
  readonly secrets: ReadonlyArray<SecretFinding>;
}

/** A file by its path and, in decimal, its identity (st_dev, st_ino). */
export interface FileWitness {
  readonly path: string;
  readonly dev: string;
  readonly ino: string;
}

/** As `WriteFilesOutput`. */
export interface WireFilesLayer {
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly digests: ReadonlyArray<string>;
  readonly offsets: ReadonlyArray<number>;
  readonly secrets: ReadonlyArray<SecretFinding>;
}

export interface WireStepResult {
  readonly exitCode: number;
  readonly layer: WireLayer | null;
}

export type HelperEvent =
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly base64: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'bytes'; readonly done: number; readonly total: number | null }
  | { readonly kind: 'root'; readonly path: string };

export type ToHelper =
  | {
      readonly kind: 'request';
      readonly id: number;
      readonly method: MethodName;
      readonly params: unknown;
    }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromHelper =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: WireError }
  | { readonly kind: 'event'; readonly id: number; readonly event: HelperEvent };

/** Longest line that is taken: an environment may hold 128 KiB per variable. */
const lineLimit = 64 << 20;

/** Cuts a stream of text into lines. Throws when a line never ends. */
export class LineReader {
  private parts: string[] = [];
  private length = 0;

  constructor(private readonly onLine: (line: string) => void) {}

  push(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.parts.push(text.slice(start, end));
      const line = this.parts.join('');
      this.parts = [];
      this.length = 0;
      start = end + 1;
      this.onLine(line);
    }
    if (start === text.length) return;
    this.parts.push(text.slice(start));
    this.length += text.length - start;
    if (this.length > lineLimit)
      throw new RangeError('A message to or from the sandbox is too long');
  }
}
