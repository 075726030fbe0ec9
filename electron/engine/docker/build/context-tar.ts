import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { DarkroomError } from '../../../../shared/errors';
import { throwIfAborted } from '../../../base/abort';
import { decodePath, encodePath, hasEscapedBytes } from '../../../base/path-bytes';
import { IgnoreMatcher, type IgnoreVerdict } from '../../../dockerfile/dockerfile';
import { encodeHeader, type NewLayerEntry } from '../../../oci/layer/tar-encode';
import { blockSize, paddingOf } from '../../../oci/layer/tar-format';

/** A file that goes along though it is not in the folder, or instead of one that is. */
export interface ExtraFile {
  readonly path: string;
  readonly content: Buffer;
}

export interface ContextTarInput {
  readonly root: string;
  readonly ignoreText: string;
  readonly extraFiles: ReadonlyArray<ExtraFile>;
  readonly signal: AbortSignal;
}

/**
 * A build context as a tar stream, walked and read as it is sent: names in byte order, owner root as
 * docker's command sends it, what .dockerignore names left out.
 */
export function contextTar(input: ContextTarInput): Readable {
  return Readable.from(new ContextPack(input).run(), { objectMode: false, highWaterMark: 1 << 20 });
}

interface Walked {
  readonly path: string;
  readonly entry: NewLayerEntry;
}

class ContextPack {
  private readonly matcher: IgnoreMatcher | null;
  private readonly replaced: ReadonlySet<string>;

  constructor(private readonly input: ContextTarInput) {
    const matcher = new IgnoreMatcher(input.ignoreText);
    this.matcher = matcher.lines.length === 0 ? null : matcher;
    this.replaced = new Set(input.extraFiles.map((file) => file.path));
  }

  async *run(): AsyncGenerator<Buffer> {
    for (const { path, content } of this.input.extraFiles) {
      yield encodeHeader(plainFile(path, content.length));
      yield padded(content);
    }
    for await (const { path, entry } of this.walk('', undefined, [])) {
      if (this.replaced.has(path)) continue;
      yield encodeHeader(entry);
      if (entry.kind === 'file') yield* this.content(path, entry.sizeBytes);
    }
    yield Buffer.alloc(2 * blockSize);
  }

  /** `waiting`: ignored folders above, taken when something below them is. */
  private async *walk(
    folder: string,
    parent: IgnoreVerdict | undefined,
    waiting: Walked[],
  ): AsyncGenerator<Walked> {
    const names = await readdir(this.native(folder), { encoding: 'buffer' });
    for (const bytes of names.sort(Buffer.compare)) {
      throwIfAborted(this.input.signal);
      const name = decodePath(bytes);
      const path = folder === '' ? name : `${folder}/${name}`;
      const verdict = this.matcher?.matchBelow(parent, path);
      const isIgnored = verdict?.isIgnored === true;
      if (isIgnored && verdict !== undefined && this.matcher?.canSkip(path, verdict) === true)
        continue;
      const entry = await this.entry(path);
      if (entry === null) continue;
      const isFolder = entry.kind === 'directory';
      if (isIgnored && !isFolder) continue;
      const walked = { path, entry };
      if (isIgnored) waiting.push(walked);
      else {
        yield* waiting.splice(0);
        yield walked;
      }
      if (isFolder) yield* this.walk(path, verdict, waiting);
      if (isIgnored && waiting.at(-1) === walked) waiting.pop();
    }
  }

  /** Null for what is gone meanwhile and for sockets, which no tar can hold. */
  private async entry(path: string): Promise<NewLayerEntry | null> {
    const place = this.native(path);
    const stat = await lstat(place, { bigint: true }).catch(() => null);
    if (stat === null) return null;
    const common = {
      path,
      mode: Number(stat.mode) & 0o7777,
      uid: 0,
      gid: 0,
      sizeBytes: 0,
      mtimeSeconds: Number(stat.mtimeNs / 1_000_000_000n),
      mtimeNanos: 0,
    };
    if (stat.isFile()) return { ...common, kind: 'file', sizeBytes: Number(stat.size) };
    if (stat.isDirectory()) return { ...common, kind: 'directory' };
    if (stat.isSymbolicLink()) {
      const link = decodePath(await readlink(place, { encoding: 'buffer' }));
      return { ...common, kind: 'symlink', link };
    }
    return stat.isFIFO() ? { ...common, kind: 'fifo' } : null;
  }

  private async *content(path: string, sizeBytes: number): AsyncGenerator<Buffer> {
    let left = sizeBytes;
    if (left > 0) {
      const stream = createReadStream(this.native(path), {
        end: sizeBytes - 1,
        highWaterMark: 1 << 18,
      });
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          left -= chunk.length;
          yield chunk;
        }
      } catch (error) {
        throw notReadable(path, error);
      }
    }
    if (left > 0) throw notReadable(path, new Error('it became shorter while it was read'));
    const padding = paddingOf(sizeBytes);
    if (padding > 0) yield Buffer.alloc(padding);
  }

  private native(path: string): string | Buffer {
    const whole = path === '' ? this.input.root : `${this.input.root}/${path}`;
    return hasEscapedBytes(whole) ? encodePath(whole) : whole;
  }
}

function plainFile(path: string, sizeBytes: number): NewLayerEntry {
  return {
    path,
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    sizeBytes,
    mtimeSeconds: 0,
    mtimeNanos: 0,
  };
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc(paddingOf(content.length))]);
}

function notReadable(path: string, cause: unknown): DarkroomError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DarkroomError(
    'SOURCE_NOT_READABLE',
    `Read “${path}” of the build context: ${reason}`,
    {
      data: { path },
      hint: 'Make the file readable, or keep it out of the context with .dockerignore.',
      cause,
    },
  );
}
