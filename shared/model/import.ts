/** `darkroom import`. */
export interface ImportOptions {
  /** Path, http(s) URL, or '-' for standard input (command line only). */
  readonly source: string;
  readonly reference?: string;
  /** Dockerfile instructions to apply to the config (`-c`). */
  readonly changes?: ReadonlyArray<string>;
  readonly message?: string;
  /** `os[/arch[/variant]]`; without it the architecture is read from the shell's ELF header. */
  readonly platform?: string;
  /** Go on though secrets were found. Default false: SECRETS_FOUND. */
  readonly allowSecrets?: boolean;
}

export interface ImportResult {
  readonly imageIds: ReadonlyArray<string>;
  readonly names: ReadonlyArray<string>;
  /** A docker or OCI archive was recognised and loaded instead. */
  readonly loaded: boolean;
}

/** What a dropped or chosen path is, found from its first bytes. */
export type Identified =
  | {
      readonly kind: 'rootfs';
      readonly path: string;
      readonly fileName: string;
      readonly sizeBytes: number;
      readonly compression: Compression;
      /** '' or e.g. `rootfs/` when the file system lies below a folder (LXC, LXD). */
      readonly prefix: string;
      /** e.g. `Debian GNU/Linux 12 (bookworm)`; '' when the archive does not say near its start. */
      readonly distribution: string;
      /** OCI architecture, e.g. `amd64`; '' when not known yet. */
      readonly architecture: string;
      readonly suggestedName: string;
      readonly suggestedCommand: string;
    }
  | {
      readonly kind: 'docker-archive' | 'oci-archive';
      readonly path: string;
      readonly fileName: string;
      readonly sizeBytes: number;
      readonly compression: Compression;
      readonly names: ReadonlyArray<string>;
      /** What is inside, as far as the part that was read tells. */
      readonly images: ReadonlyArray<ArchivedContent>;
    }
  | {
      readonly kind: 'dockerfile';
      readonly path: string;
      readonly contextPath: string;
      readonly fileName: string;
      readonly suggestedName: string;
    }
  | {
      readonly kind: 'build-context';
      readonly path: string;
      readonly contextPath: string;
      readonly fileName: string;
      readonly suggestedName: string;
    }
  | {
      readonly kind: 'unknown';
      readonly path: string;
      readonly fileName: string;
      readonly reason: string;
    };

/** An image in an archive, before it is loaded. */
export interface ArchivedContent {
  readonly names: ReadonlyArray<string>;
  /** Null when the archive's list does not say. */
  readonly layerCount: number | null;
  /** `os/arch[/variant]`; '' when the list does not say. */
  readonly platform: string;
}

export type Compression = 'none' | 'gzip' | 'xz' | 'bzip2' | 'zstd';
