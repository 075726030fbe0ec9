/// <reference path="./unbzip2-stream.d.ts" />
import { Readable } from 'node:stream';
import { Decompress } from 'fzstd';
import unbzip2 from 'unbzip2-stream';
import { XzReadableStream } from 'xz-decompress';
import { DarkroomError } from '../../../../shared/errors';
import { decompressionError, type CompressedSource } from './decompress';

/** zstd, RFC 8878, with a library, which does not check the checksums of frames as the tool does. */
export async function* unzstdInProcess(source: CompressedSource): AsyncIterable<Uint8Array> {
  let ready: Uint8Array[] = [];
  const stream = new Decompress((chunk) => ready.push(chunk));
  const step = (chunk: Uint8Array, final: boolean): Uint8Array[] => {
    ready = [];
    stream.push(chunk, final);
    return ready;
  };
  yield* guarded('zstd', source, async function* () {
    for await (const chunk of source.chunks) yield* step(chunk, false);
    yield* step(new Uint8Array(0), true);
  });
}

/** bzip2 with a library. It works on whole blocks, so that an early end shows only when it is told. */
export async function* bunzip2InProcess(source: CompressedSource): AsyncIterable<Uint8Array> {
  yield* guarded('bzip2', source, async function* () {
    const stream = unbzip2();
    let ready: Uint8Array[] = [];
    let failure: unknown = null;
    stream.on('data', (chunk: Uint8Array) => void ready.push(chunk));
    stream.on('error', (error: unknown) => void (failure ??= error));
    const drain = (): Uint8Array[] => {
      if (failure !== null) throw failure;
      const drained = ready;
      ready = [];
      return drained;
    };
    for await (const chunk of source.chunks) {
      stream.write(chunk);
      yield* drain();
    }
    try {
      stream.end();
    } catch (cause) {
      // Running out of input is a TypeError in the library.
      throw cause instanceof TypeError ? new Error('unexpected end', { cause }) : cause;
    }
    yield* drain();
  });
}

/** xz with a library (WebAssembly). */
export async function* unxzInProcess(source: CompressedSource): AsyncIterable<Uint8Array> {
  yield* guarded('xz', source, async function* () {
    const input = Readable.toWeb(Readable.from(source.chunks, { objectMode: true }));
    const stream = new XzReadableStream(input as ReadableStream<Uint8Array>);
    for await (const chunk of Readable.fromWeb(stream as never)) yield chunk as Uint8Array;
  });
}

/** Turns what a library throws into an error about the archive; errors of the source pass. */
async function* guarded(
  what: string,
  source: CompressedSource,
  run: () => AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  try {
    yield* run();
  } catch (error) {
    const isSystemError = typeof (error as { code?: unknown }).code === 'string';
    if (error instanceof DarkroomError || isSystemError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw decompressionError(what, message, source.offset(), error);
  }
}
