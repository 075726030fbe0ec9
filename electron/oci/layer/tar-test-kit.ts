import type { LayerEntry } from '../../../shared/model/layer';
import { encodeHeader, type NewLayerEntry } from './tar-encode';
import { TarParser } from './tar-parser';
import type { TarParserOptions } from './tar-sink';
import { paddingOf } from './tar-format';

/** For tests: an entry with everything that is not given at its plainest. */
export function entry(change: Partial<NewLayerEntry>): NewLayerEntry {
  return {
    path: 'file',
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    sizeBytes: 0,
    mtimeSeconds: 0,
    mtimeNanos: 0,
    ...change,
  };
}

export type TarPart = Partial<NewLayerEntry> & { readonly content?: string | Uint8Array };

/** For tests: a tar of the given entries; files hold their content. */
export function tarOf(...parts: TarPart[]): Buffer {
  const blocks = parts.flatMap(({ content, ...change }) => {
    const bytes = Buffer.from(content ?? '');
    const header = encodeHeader(entry({ sizeBytes: bytes.length, ...change }));
    return [header, bytes, Buffer.alloc(paddingOf(bytes.length))];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export interface ParsedEntry {
  readonly entry: LayerEntry;
  /** Content with its holes filled. */
  readonly content: Buffer;
}

/** For tests: parses a tar handed over in chunks of `chunkBytes`. */
export function parse(
  tar: Uint8Array,
  options: TarParserOptions & { readonly chunkBytes?: number } = {},
): ReadonlyArray<ParsedEntry> {
  const parsed: ParsedEntry[] = [];
  let content = Buffer.alloc(0);
  const parser = new TarParser(
    {
      begin: (begun) => void (content = Buffer.alloc(begun.sizeBytes)),
      data: (chunk, position) => void content.set(chunk, position),
      end: (done) => void parsed.push({ entry: done, content }),
    },
    { digests: true, ...options },
  );
  const step = options.chunkBytes ?? 65_536;
  for (let at = 0; at < tar.length; at += step) parser.push(tar.subarray(at, at + step));
  parser.end();
  return parsed;
}

/** For tests: sets a header's checksum again after a change to its bytes. */
export function withChecksum(header: Buffer): Buffer {
  header.fill(0x20, 148, 156);
  const sum = header.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
