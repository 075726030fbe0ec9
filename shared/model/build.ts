import type { SourceRange } from '../errors';

/** `darkroom build` and the Build page. */
export interface BuildOptions {
  /** Folder with the build context. */
  readonly contextPath: string;
  /** Path of the Dockerfile; default `Dockerfile` in the context. */
  readonly dockerfilePath?: string;
  /** Text to build instead of a file (`-f -`, the editor's unsaved text). */
  readonly dockerfileText?: string;
  readonly tags?: ReadonlyArray<string>;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly noCache?: boolean;
  readonly network?: 'host' | 'none' | 'default';
  readonly platform?: string;
}

/** What a build can be asked for besides, on the command line. */
export interface BuildRequest extends BuildOptions {
  /** What the context was given as, where `contextPath` is a copy made for this build. */
  readonly contextName?: string;
  /** Asks the registry for every base image, also for those the store has. */
  readonly pull?: boolean;
  /** Stages, by name or number, whose steps run again. */
  readonly noCacheFilter?: ReadonlyArray<string>;
  /** `--build-context`: what names in FROM, COPY --from and RUN --mount mean. */
  readonly buildContexts?: Readonly<Record<string, NamedContext>>;
  /** Read when a step asks for them; never kept. */
  readonly secrets?: Readonly<Record<string, SecretSource>>;
  /** Sockets of SSH agents by id. */
  readonly sshAgents?: Readonly<Record<string, string>>;
  /** For /etc/hosts of every RUN. */
  readonly extraHosts?: ReadonlyArray<{ readonly host: string; readonly address: string }>;
  readonly shmSizeBytes?: number;
  readonly ulimits?: ReadonlyArray<BuildUlimit>;
  /** Of the image's manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
}

export type NamedContext =
  | { readonly kind: 'folder'; readonly path: string }
  /** An image of the store. */
  | { readonly kind: 'image'; readonly reference: string };

export type SecretSource =
  | { readonly kind: 'file'; readonly path: string }
  /** A variable of the process that builds. */
  | { readonly kind: 'env'; readonly name: string };

export interface BuildUlimit {
  /** Lower case, without `RLIMIT_`: `nofile`. */
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

export interface BuildResult {
  readonly imageId: string;
  readonly names: ReadonlyArray<string>;
  readonly stepCount: number;
  readonly cachedCount: number;
  /** What the build checks found in the Dockerfile; it was built all the same. */
  readonly warnings: ReadonlyArray<BuildWarning>;
}

/** A finding of one of the build checks. */
export interface BuildWarning {
  /** BuildKit's name of the rule. */
  readonly rule: string;
  /** The rule's page below docs/reference/checks, without `.md`. */
  readonly page: string;
  /** What the rule asks for, in one sentence. */
  readonly summary: string;
  readonly message: string;
  readonly range: SourceRange;
  /** The lines it is about, as text. */
  readonly excerpt: string;
}

/** What the build checks say of a Dockerfile. */
export interface BuildCheck {
  /** By line, then by rule. */
  readonly warnings: ReadonlyArray<BuildWarning>;
  /** `# check=error=true` makes the warnings end the build. */
  readonly failsBuild: boolean;
  /** Names in `# check=` that are no rule, with what may have been meant. */
  readonly unknownRules: ReadonlyArray<string>;
}

/** What the Build page shows of a context before it is built. */
export interface BuildContextInfo {
  readonly contextPath: string;
  readonly dockerfilePath: string | null;
  readonly dockerfileText: string;
  readonly fileCount: number;
  readonly sizeBytes: number;
  readonly ignoredCount: number;
  readonly ignoredBytes: number;
  readonly args: ReadonlyArray<{ readonly name: string; readonly defaultValue: string | null }>;
  readonly targets: ReadonlyArray<string>;
  readonly suggestedTag: string;
}
