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
  /** Go on though secrets were found in what COPY, ADD or RUN put into a layer. Default false: SECRETS_FOUND. */
  readonly allowSecrets?: boolean;
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
  /** What becomes of the result; without any, an image in the store. */
  readonly outputs?: ReadonlyArray<BuildOutput>;
  readonly cacheFrom?: ReadonlyArray<CacheSource>;
  readonly cacheTo?: ReadonlyArray<CacheTarget>;
}

/** `--output`. */
export type BuildOutput = ImageOutput | ArchiveOutput | FilesOutput;

/** An image in the store. */
export interface ImageOutput {
  readonly kind: 'image';
  /** Besides the build's tags. */
  readonly names: ReadonlyArray<string>;
  /** Sends it to the registry of each of its names as well. */
  readonly push: boolean;
  readonly rewriteTimestamp: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

/** An OCI image layout, or a tar of one, which in docker's format has what `docker load` reads too. */
export interface ArchiveOutput {
  readonly kind: 'archive';
  readonly format: 'oci' | 'docker';
  /** Absolute; `-` is standard output. */
  readonly path: string;
  readonly asFolder: boolean;
  readonly names: ReadonlyArray<string>;
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly rewriteTimestamp: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The files of the result, without an image around them. */
export interface FilesOutput {
  readonly kind: 'folder' | 'tar';
  /** Absolute; `-` is standard output. */
  readonly path: string;
}

/** A folder that `--cache-to` wrote: an OCI image layout. */
export interface CacheSource {
  /** Absolute. */
  readonly path: string;
  readonly tag: string;
  /** Of the cache's manifest; it counts more than the tag. */
  readonly digest?: string;
}

export interface CacheTarget {
  /** Absolute. */
  readonly path: string;
  readonly tag: string;
  /** Only the layers of the result, or those of all steps. */
  readonly mode: 'min' | 'max';
  readonly compression: 'none' | 'gzip' | 'zstd';
  /** A cache that cannot be written does not fail the build. */
  readonly ignoreError: boolean;
}

export type NamedContext =
  | { readonly kind: 'folder'; readonly path: string }
  /** A git or http(s) URL, or a tar file. */
  | { readonly kind: 'source'; readonly source: string }
  /** An image of the store, or of the registry. */
  | { readonly kind: 'image'; readonly reference: string }
  /** An image of an OCI image layout, by tag or by digest of its manifest. */
  | {
      readonly kind: 'layout';
      readonly path: string;
      readonly tag: string;
      readonly digest: string;
    };

export type SecretSource =
  | { readonly kind: 'file'; readonly path: string }
  /** What was typed; held in memory for as long as the build runs. */
  | { readonly kind: 'value'; readonly value: string }
  /** A variable of the process that builds. */
  | { readonly kind: 'env'; readonly name: string };

export interface BuildUlimit {
  /** Lower case, without `RLIMIT_`: `nofile`. */
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

export interface BuildResult {
  /** The config's digest; '' when no output was an image. */
  readonly imageId: string;
  /** Of the image's manifest, as OCI image-spec v1.1 "descriptor.md" has it; null as well. */
  readonly manifest: {
    readonly mediaType: string;
    readonly digest: string;
    readonly size: number;
  } | null;
  /** As people write them: `web:1`. */
  readonly names: ReadonlyArray<string>;
  /** With registry and path: `docker.io/library/web:1`. */
  readonly fullNames: ReadonlyArray<string>;
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

/** What a Dockerfile's target can be given, and which targets there are. */
export interface BuildOutline {
  /** The target's name; '' for one without. */
  readonly target: string;
  readonly defaultTarget: number;
  readonly targets: ReadonlyArray<{
    readonly index: number;
    /** '' for a stage without. */
    readonly name: string;
    /** What it starts from, as written. */
    readonly base: string;
  }>;
  /** Of the stages that the target needs, and those before the first FROM. */
  readonly args: ReadonlyArray<{ readonly name: string; readonly value: string | null }>;
  readonly secrets: ReadonlyArray<{ readonly id: string; readonly isRequired: boolean }>;
  readonly sshIds: ReadonlyArray<{ readonly id: string; readonly isRequired: boolean }>;
}
