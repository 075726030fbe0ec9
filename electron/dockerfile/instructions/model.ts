import type { SourceRange } from '../../../shared/errors';
import type { Word } from '../parser/nodes';
import type { MountFlag, RunMount } from './mount-model';

/** A command as a text for the shell, or as a program with its arguments. */
export type CommandLine =
  | { readonly kind: 'shell'; readonly text: string }
  | { readonly kind: 'exec'; readonly args: ReadonlyArray<string> };

/** What every instruction knows about its place. */
export interface InstructionPlace {
  /** The name as written: `Run`. */
  readonly keyword: string;
  /** The whole instruction, here-documents included. */
  readonly range: SourceRange;
  /** The instruction as one line, without here-documents. */
  readonly original: string;
  /** Comment lines directly above, without `#`. */
  readonly comments: ReadonlyArray<string>;
  /** True for an instruction that an ONBUILD of the base brought in; its range is that of FROM. */
  readonly isTrigger: boolean;
}

export interface KeyValue {
  readonly key: string;
  readonly value: string;
  /** False in the old form without `=`. */
  readonly delimited: boolean;
  readonly range: SourceRange;
}

/** A file whose content stands in the Dockerfile. */
export interface InlineFile {
  readonly name: string;
  /** Leading tabs are already dropped where `<<-` asks for it. */
  readonly content: string;
  readonly expand: boolean;
}

/** A here-document of RUN, as its shell will see it. */
export interface RunHeredoc {
  readonly name: string;
  /** As written, tabs included. */
  readonly content: string;
  readonly stripTabs: boolean;
}

interface CopyCommon extends InstructionPlace {
  /** Paths and, for ADD, URLs and git references. */
  readonly sources: ReadonlyArray<string>;
  readonly inlineFiles: ReadonlyArray<InlineFile>;
  readonly destination: string;
  /** `user`, `user:group`, numbers or names; '' when absent. */
  readonly chown: string;
  /** Octal or symbolic; '' when absent. */
  readonly chmod: string;
  readonly link: boolean;
  readonly exclude: ReadonlyArray<string>;
}

export interface CopyInstruction extends CopyCommon {
  readonly kind: 'copy';
  /** Stage name, stage number, named context or image; '' is the build context. */
  readonly from: string;
  readonly parents: boolean;
}

export interface AddInstruction extends CopyCommon {
  readonly kind: 'add';
  readonly checksum: string;
  readonly keepGitDir: boolean | undefined;
  /** Undefined: local archives are unpacked, downloaded ones are not. */
  readonly unpack: boolean | undefined;
}

export interface FromInstruction extends InstructionPlace {
  readonly kind: 'from';
  /** Image or stage as written, with variables. */
  readonly image: string;
  readonly imageRange: SourceRange;
  /** Stage name in lowercase. */
  readonly name: string | undefined;
  /** Stage name as written, and the AS before it. */
  readonly writtenName: Word | undefined;
  readonly writtenAs: string | undefined;
  /** `--platform` as written, with variables; '' when absent. */
  readonly platform: string;
}

export interface RunInstruction extends InstructionPlace {
  readonly kind: 'run';
  readonly command: CommandLine;
  readonly heredocs: ReadonlyArray<RunHeredoc>;
  readonly mountFlags: ReadonlyArray<MountFlag>;
  /** Complete once `expandInstruction` has run, because mounts may hold variables; before, empty. */
  readonly mounts: ReadonlyArray<RunMount>;
  readonly network: 'default' | 'none' | 'host';
  readonly security: 'sandbox' | 'insecure';
}

export interface ArgDeclaration {
  readonly name: string;
  readonly default: string | undefined;
  readonly range: SourceRange;
}

/** Durations in nanoseconds, as image configurations store them; 0 leaves the default. */
export type HealthCheck =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'test';
      readonly test: CommandLine;
      readonly interval: number;
      readonly timeout: number;
      readonly startPeriod: number;
      readonly startInterval: number;
      readonly retries: number;
    };

export interface OnbuildInstruction extends InstructionPlace {
  readonly kind: 'onbuild';
  /** What the image configuration stores. */
  readonly expression: string;
  readonly trigger: string;
}

export interface ArgInstruction extends InstructionPlace {
  readonly kind: 'arg';
  readonly declarations: ReadonlyArray<ArgDeclaration>;
}

export interface EnvInstruction extends InstructionPlace {
  readonly kind: 'env';
  readonly pairs: ReadonlyArray<KeyValue>;
}

export interface LabelInstruction extends InstructionPlace {
  readonly kind: 'label';
  readonly pairs: ReadonlyArray<KeyValue>;
}

export interface CmdInstruction extends InstructionPlace {
  readonly kind: 'cmd';
  readonly command: CommandLine;
}

export interface EntrypointInstruction extends InstructionPlace {
  readonly kind: 'entrypoint';
  readonly command: CommandLine;
}

export interface ShellInstruction extends InstructionPlace {
  readonly kind: 'shell';
  readonly shell: ReadonlyArray<string>;
}

export interface ExposeInstruction extends InstructionPlace {
  readonly kind: 'expose';
  /** As written and sorted; `expandInstruction` makes `80/tcp` of them. */
  readonly ports: ReadonlyArray<string>;
}

export interface VolumeInstruction extends InstructionPlace {
  readonly kind: 'volume';
  readonly paths: ReadonlyArray<string>;
}

export interface WorkdirInstruction extends InstructionPlace {
  readonly kind: 'workdir';
  readonly path: string;
}

export interface UserInstruction extends InstructionPlace {
  readonly kind: 'user';
  readonly user: string;
}

export interface StopsignalInstruction extends InstructionPlace {
  readonly kind: 'stopsignal';
  readonly signal: string;
}

export interface HealthcheckInstruction extends InstructionPlace {
  readonly kind: 'healthcheck';
  readonly healthCheck: HealthCheck;
}

export interface MaintainerInstruction extends InstructionPlace {
  readonly kind: 'maintainer';
  readonly author: string;
}

/** An instruction inside a stage. */
export type StageInstruction =
  | AddInstruction
  | ArgInstruction
  | CmdInstruction
  | CopyInstruction
  | EntrypointInstruction
  | EnvInstruction
  | ExposeInstruction
  | HealthcheckInstruction
  | LabelInstruction
  | MaintainerInstruction
  | OnbuildInstruction
  | RunInstruction
  | ShellInstruction
  | StopsignalInstruction
  | UserInstruction
  | VolumeInstruction
  | WorkdirInstruction;

export type Instruction = FromInstruction | StageInstruction;
