import type {
  Volume,
  VolumeOptions,
  VolumePruneResult,
  VolumeSummary,
} from '../../shared/model/volume';

/** Volumes of the local driver. VOLUME_NOT_FOUND, VOLUME_IN_USE. */
export interface VolumeOperations {
  list(): Promise<ReadonlyArray<VolumeSummary>>;
  inspect(name: string): Promise<VolumeSummary>;
  /** Idempotent: one of that name is answered as it is. */
  create(options: VolumeOptions): Promise<Volume>;
  /** `force`: one that is not there is no error. */
  remove(name: string, options: { readonly force: boolean }): Promise<void>;
  /** Removes those that no container uses: anonymous ones, or `all`, that `matches`. */
  prune(
    options: { readonly all: boolean; matches?(volume: Volume): boolean },
    signal: AbortSignal,
  ): Promise<VolumePruneResult>;
}
