import type { Services } from '../services';
import type { FlagSpecs, FlagValues } from './flags';

/** One command of the command line, as docker has it. */
export interface Command {
  /** e.g. `run`; management forms such as `container run` are aliases of the registry. */
  readonly name: string;
  readonly summary: string;
  /** What follows the command's name in the usage line. */
  readonly usage: string;
  readonly flags: FlagSpecs;
  /** False where the first argument ends the options (`run`, `exec`): the rest is the container's. */
  readonly interspersed: boolean;
  /** Exit code for wrong usage: 125 for commands that pass on a container's own code, else 1. */
  readonly usageExitCode: number;
  readonly args: { readonly min: number; readonly max: number };
  /** For commands that work on no engine: what is said where `--engine` names another than the embedded. */
  offEngine?(args: ReadonlyArray<string>): OffEngine | null;
  run(context: CommandContext): Promise<number>;
}

/** A note, or the reason why the command is refused; it follows “darkroom NAME: ”. */
export interface OffEngine {
  readonly refused: boolean;
  readonly text: string;
}

export interface CommandContext {
  readonly args: ReadonlyArray<string>;
  readonly flags: FlagValues;
  /** The management word the command was called with (`image` in `image inspect`), or null. */
  readonly group: string | null;
  readonly io: CommandIo;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Opens the store on first use; closed by the caller at the end. */
  services(): Promise<Services>;
}

export interface CommandIo {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** What the person typed cannot be understood; says how to see the usage. */
export class UsageError extends Error {}
