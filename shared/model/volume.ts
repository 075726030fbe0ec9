/** A named or anonymous volume of the local driver. */
export interface Volume {
  /** 64 hex digits when anonymous. */
  readonly name: string;
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Its folder on the host; as a user, its files belong to the user's subordinate ids. */
  readonly mountpoint: string;
  readonly anonymous: boolean;
}

export interface VolumeSummary extends Volume {
  /** Containers, also stopped ones, that mount it, by id. */
  readonly usedBy: ReadonlyArray<string>;
}

export interface VolumeOptions {
  /** Left out: a name is made up, and the volume is anonymous. */
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface VolumePruneResult {
  readonly removed: ReadonlyArray<string>;
  readonly freedBytes: number;
}

/** A mount of a container, resolved when it was made; `docker inspect`'s Mounts. */
export interface MountPoint {
  readonly kind: 'bind' | 'volume' | 'tmpfs';
  /** Of the volume; '' for others. */
  readonly name: string;
  /** Folder or file on the host; '' for tmpfs. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  /** What was written behind the target, e.g. `ro` or `z`; '' when nothing was. */
  readonly mode: string;
  /** Of a bind mount; '' for others. */
  readonly propagation: string;
}
