import { closeSync, constants, lstatSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import type { LayerEntry } from '../../../shared/model/layer';
import type { SecretFinding } from '../../../shared/model/secret';
import { SecretScanner } from '../../inspect/secrets/secret-scanner';
import { encodePath } from '../../base/path-bytes';
import { LayerWriter, type LayerContent } from '../../oci/layer/layer-writer';
import type { Libc } from '../native/libc';
import { DigestBeside, type RangeToHash } from './digest-beside';
import { commonFields } from './stat-entry';
import { opaqueXattr } from './upper-entry';
import { walkUpper, type UpperItem, type WalkOptions } from './upper-walk';

export interface LayerWriteOptions extends WalkOptions {
  readonly stagedBlobPath: string;
  readonly entriesPath: string;
  /** Look for secrets on the way. */
  readonly scan: boolean;
  /** Leave in the upper folder what is in the layer only, so that it can be the layer's lower folder. */
  readonly tidy?: boolean;
  /** Asks for another thread, which may come or not, to hash a large file. */
  hashBeside?(range: RangeToHash): void;
  /** `total`: bytes of content, null while it is not known. */
  onBytes?(done: number, total: number | null): void;
}

export interface LayerWriteResult {
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
  readonly secrets: ReadonlyArray<SecretFinding>;
}

/** A layer being written to a file, with the scan of what goes in. `finish` or `abort` must be called. */
export class LayerDraft {
  readonly writer: LayerWriter;
  private readonly scanner: SecretScanner | null;

  constructor(
    readonly path: string,
    { scan, hashBeside }: Pick<LayerWriteOptions, 'scan' | 'hashBeside'>,
  ) {
    this.scanner = scan ? new SecretScanner() : null;
    this.writer = new LayerWriter(path, {
      ...(this.scanner === null ? {} : { tap: this.scanner }),
      ...(hashBeside === undefined ? {} : { digestOf: digestBeside(hashBeside) }),
    });
  }

  /** Not synced: whoever publishes the layer decides when it has to be safe. */
  finish(entriesPath: string): LayerWriteResult {
    const { diffId, sizeBytes, entries } = this.writer.finish({ durable: false });
    writeLines(entriesPath, entries);
    const secrets = this.scanner?.finish(this.path).findings ?? [];
    return { diffId, sizeBytes, entryCount: entries.length, secrets };
  }

  abort(): void {
    this.writer.abort();
  }
}

/**
 * Writes an upper folder that nobody changes as a layer tar, and the list of its entries as JSON lines
 * beside it. Throws CANCELLED, and CONFLICT when a file changes while it is read.
 */
export function writeLayer(libc: Libc, options: LayerWriteOptions): LayerWriteResult {
  const draft = new LayerDraft(options.stagedBlobPath, options);
  try {
    const walk: WalkOptions = options.tidy === true ? tidying(libc, options) : options;
    for (const item of walkUpper(libc, walk)) {
      throwIfCancelled(options);
      writeItem(draft.writer, item);
      options.onBytes?.(draft.writer.sizeBytes, null);
    }
    throwIfCancelled(options);
    return draft.finish(options.entriesPath);
  } finally {
    draft.abort();
  }
}

/**
 * A mark or whiteout that hides nothing in these lower layers might hide something in others that have
 * the same layer above them.
 */
function tidying(libc: Libc, options: WalkOptions): WalkOptions {
  return {
    ...options,
    onSuperfluous(fullPath, what) {
      if (what === 'opaque-mark')
        return libc.removeXattr(fullPath, opaqueXattr(options.userNamespace));
      const folder = dirname(fullPath);
      const { mtimeSeconds } = commonFields('', lstatSync(encodePath(folder), { bigint: true }));
      unlinkSync(encodePath(fullPath));
      libc.setTimes(folder, mtimeSeconds, 0);
    },
  };
}

function digestBeside(ask: (range: RangeToHash) => void) {
  return (path: string, offset: number, sizeBytes: number): DigestBeside => {
    const digest = new DigestBeside(path, offset, sizeBytes);
    ask(digest.range);
    return digest;
  };
}

export function throwIfCancelled(options: WalkOptions): void {
  if (options.isCancelled?.() === true) throw new DarkroomError('CANCELLED', 'Cancelled');
}

/** `onShort`: the file ended before its size; without it that is a CONFLICT. */
export function writeItem(writer: LayerWriter, item: UpperItem, onShort?: () => void): LayerEntry {
  const { entry, fullPath } = item;
  if (entry.kind !== 'file') return writer.add(entry);
  return withFile(fullPath, (fd) => {
    const content: LayerContent = { fd, sizeBytes: entry.sizeBytes };
    return writer.add(entry, onShort === undefined ? content : { ...content, onShort });
  });
}

/** Opens a file that stands in a folder others may write to: never through a link, never waiting. */
export function withFile<T>(fullPath: string, use: (fd: number) => T): T {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const fd = openSync(encodePath(fullPath), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

function writeLines(path: string, entries: ReadonlyArray<unknown>): void {
  const fd = openSync(path, 'w', 0o600);
  try {
    const batch = 1000;
    for (let start = 0; start < entries.length; start += batch) {
      const rows = entries.slice(start, start + batch).map((entry) => JSON.stringify(entry));
      writeSync(fd, `${rows.join('\n')}\n`);
    }
  } finally {
    closeSync(fd);
  }
}
