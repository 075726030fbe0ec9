import type { LayerEntry } from '../../../shared/model/layer';

/** Receives what a TarParser reads. Chunks are views that are only valid during the call. */
export interface TarSink {
  /** An entry's header was read; `entry` has no digest yet. Its data follow. */
  begin?(entry: LayerEntry): void;
  /** Stored content of the entry begun last; `position` is where it belongs in the file. */
  data?(chunk: Uint8Array, position: number): void;
  /** All content was seen: `entry` is whole, with its digest when digests are asked for. */
  end?(entry: LayerEntry): void;
}

export interface TarParserOptions {
  /** Compute the sha256 of every file. Default false. */
  readonly digests?: boolean;
  /** Turn `.wh.` names into whiteout and opaque entries, as in layers. Default true. */
  readonly whiteouts?: boolean;
  /**
   * Fail when the two zero blocks at the end are missing, which is how a tar cut off between two
   * entries shows. Switched off where a digest vouches for the bytes. Default true.
   */
  readonly requireEnd?: boolean;
  /** An entry without a name that is no directory: refused, or passed over as Docker's ADD does. */
  readonly oddRoot?: 'refuse' | 'skip';
}
