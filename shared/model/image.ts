import type { LayerSummary } from './layer';

/** OCI image-spec v1.1 "config.md", with the fields Docker adds (Healthcheck, OnBuild, Shell). */
export interface ImageConfig {
  readonly created?: string;
  readonly author?: string;
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  readonly config: ContainerConfig;
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: ReadonlyArray<string> };
  readonly history: ReadonlyArray<HistoryEntry>;
  /** Docker's own additions, kept as found when an image is loaded. */
  readonly docker_version?: string;
  readonly comment?: string;
}

export interface ContainerConfig {
  readonly User?: string;
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
  readonly Env?: ReadonlyArray<string>;
  readonly Entrypoint?: ReadonlyArray<string> | null;
  readonly Cmd?: ReadonlyArray<string> | null;
  readonly Volumes?: Readonly<Record<string, Record<string, never>>>;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly StopSignal?: string;
  readonly Healthcheck?: Healthcheck;
  readonly OnBuild?: ReadonlyArray<string> | null;
  readonly Shell?: ReadonlyArray<string>;
  /** CMD was given in shell form on top of an ENTRYPOINT; only Windows images use it. */
  readonly ArgsEscaped?: boolean;
}

/** Docker's health check; times in nanoseconds as the config stores them. */
export interface Healthcheck {
  readonly Test?: ReadonlyArray<string>;
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

export interface HistoryEntry {
  readonly created?: string;
  readonly created_by?: string;
  readonly author?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

/** Which of the ways made the image. */
export type ImageOrigin = 'import' | 'build' | 'snapshot' | 'load' | 'pull';

/** An image as lists show it. */
export interface ImageSummary {
  /** Config digest, `sha256:…`: Docker's image id. */
  readonly id: string;
  readonly manifestDigest: string;
  /** Full familiar names, e.g. `ubuntu:14.04`; empty for a dangling image. */
  readonly names: ReadonlyArray<string>;
  readonly createdAt: string;
  /** Sum of the uncompressed layers in bytes. */
  readonly sizeBytes: number;
  readonly architecture: string;
  readonly os: string;
  readonly origin: ImageOrigin;
  /** Where it came from, e.g. the file's name, the container's name or the context folder. */
  readonly originDetail: string;
  readonly layers: ReadonlyArray<LayerSummary>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Everything an image's page shows. */
export interface ImageDetail extends ImageSummary {
  readonly config: ImageConfig;
  /** `repository@digest` as registries know it. */
  readonly repoDigests?: ReadonlyArray<string>;
  readonly containers: ReadonlyArray<string>;
}

/** What layers of an image carry although upper layers delete or replace it. */
export interface ImageWaste {
  readonly sizeBytes: number;
  readonly fileCount: number;
  /** By size, the largest first; one per pair of layers. */
  readonly items: ReadonlyArray<WasteItem>;
}

export interface WasteItem {
  /** The lowest folder, or the file, that holds nearly all of it; without leading slash, '' the root. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly fileCount: number;
  /** The layer that carries it and the one that hides it, from 0, bottom first. */
  readonly layerIndex: number;
  readonly hiddenBy: number;
}

/** A line of `darkroom history`, newest first. */
export interface HistoryLine {
  readonly id: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly sizeBytes: number;
  readonly comment: string;
  readonly emptyLayer: boolean;
}

export interface DiskUsage {
  readonly usedBytes: number;
  /** What garbage collection of dangling images, unused layers and unpacked copies would free. */
  readonly freeableBytes: number;
  readonly imageCount: number;
  readonly totalBytes: number;
}
