import type { Readable } from 'node:stream';

export type OutputStream = 'stdout' | 'stderr';

const headerBytes = 8;
/** Streams by the first byte of a frame; input (0) is never sent back. */
const streams: Readonly<Record<number, OutputStream>> = { 1: 'stdout', 2: 'stderr' };

/**
 * Takes apart the frames of Docker's attach and logs streams of containers without a terminal
 * (API reference, "Attach to a container": one byte for the stream, three of zero, four for the size).
 * Each call of `receive` has content of one frame; a frame may come in several calls.
 */
export async function demultiplex(
  stream: Readable,
  receive: (stream: OutputStream, data: Buffer, startsFrame: boolean) => void | Promise<void>,
): Promise<void> {
  let header = Buffer.alloc(0);
  let left = 0;
  let current: OutputStream | undefined;
  let starts = false;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let data = chunk;
    while (data.length > 0) {
      if (left === 0) {
        const missing = headerBytes - header.length;
        header = Buffer.concat([header, data.subarray(0, missing)]);
        data = data.subarray(missing);
        if (header.length < headerBytes) break;
        current = streams[header[0] ?? 0];
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        starts = true;
        continue;
      }
      const part = data.subarray(0, left);
      left -= part.length;
      data = data.subarray(part.length);
      if (current !== undefined) await receive(current, part, starts);
      starts = false;
    }
  }
}
