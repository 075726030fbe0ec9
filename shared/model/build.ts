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

export interface BuildResult {
  readonly imageId: string;
  readonly names: ReadonlyArray<string>;
  readonly stepCount: number;
  readonly cachedCount: number;
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
