import type { SourceRange } from '../errors';
import type { SecretSource } from './build';

/** What the Build page opens: texts alone, so that it is there at once whatever the context holds. */
export interface BuildContextInfo {
  readonly contextPath: string;
  /** Null while there is no Dockerfile. */
  readonly dockerfilePath: string | null;
  readonly dockerfileText: string;
  /** sha256 of the file's bytes, for telling whether somebody else changed it; null without a file. */
  readonly digest: string | null;
  readonly suggestedTag: string;
  /** What the last build from this page was given. */
  readonly parameters: BuildParameters | null;
}

/** What is set for a context and kept for the next build of it. Secrets are never among it. */
export interface BuildParameters {
  readonly tags: ReadonlyArray<string>;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly target: string;
  /** '' is this computer's. */
  readonly platform: string;
  readonly noCache: boolean;
  readonly network: 'default' | 'none' | 'host';
}

/** A secret as the window hands it over. */
export type GivenSecret = Extract<SecretSource, { readonly kind: 'file' | 'value' }>;

/** A Dockerfile's text, perhaps not saved yet, and what it will be built with. */
export interface BuildTextRequest {
  readonly contextPath: string;
  readonly dockerfilePath: string | null;
  readonly text: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly target: string;
  readonly platform: string;
}

/** What stands in a text, as far as it can be read, and what is wrong with it. */
export interface BuildTextCheck {
  readonly problems: ReadonlyArray<BuildProblem>;
  /** In the order of the file, each once; empty while the text cannot be read. */
  readonly args: ReadonlyArray<BuildArg>;
  readonly targets: ReadonlyArray<string>;
  readonly secrets: ReadonlyArray<BuildSecret>;
  /** False while the text cannot be read: what was found before still stands. */
  readonly isReadable: boolean;
}

export interface BuildProblem {
  /** `error`: the build will not start. */
  readonly severity: 'error' | 'warning';
  /** BuildKit's name of the rule, or an error code. */
  readonly name: string;
  /** The rule's page below docs/reference/checks, without `.md`; null for an error. */
  readonly page: string | null;
  readonly message: string;
  /** The next step, or what the rule asks for. */
  readonly hint: string;
  /** Null when it is about the whole file. */
  readonly range: SourceRange | null;
}

export interface BuildArg {
  readonly name: string;
  readonly defaultValue: string | null;
  /** Its name says that it holds a secret: its value is not kept. */
  readonly isSecret: boolean;
}

/** An id that some `RUN --mount=type=secret` asks for. */
export interface BuildSecret {
  readonly id: string;
  readonly isRequired: boolean;
}

/** How saving the editor's text ended. */
export type BuildSave =
  | { readonly kind: 'saved'; readonly dockerfilePath: string; readonly digest: string }
  /** The file is not what was read: nothing was written. `digest` is null when it is gone. */
  | { readonly kind: 'conflict'; readonly text: string; readonly digest: string | null };
