import type { RawSource } from './source';

/** A tar begins, with its place as JSON; bytes of it; its end, whole or cut off by the sender. */
export const frame = { part: 1, data: 2, whole: 3, cutOff: 4 } as const;

const headBytes = 5;

export interface Frame {
  readonly kind: number;
  readonly body: Uint8Array;
}

/** One byte for the kind, four for the length, then the body: several tars through one stream. */
export function frameHead(kind: number, lengthBytes: number): Uint8Array {
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(kind, 0);
  head.writeUInt32BE(lengthBytes, 1);
  return head;
}

export async function* readFrames(source: RawSource): AsyncGenerator<Frame> {
  const head = Buffer.alloc(headBytes);
  while ((await source.read(head)) === headBytes) {
    const body = new Uint8Array(head.readUInt32BE(1));
    if (body.length > 0) await source.read(body);
    yield { kind: head.readUInt8(0), body };
  }
}
