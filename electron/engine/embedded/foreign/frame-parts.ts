import { frame, frameHead } from '../../../worker/tasks/difference-frames';
import type { DifferencePart } from '../../foreign-snapshots';

/** Several tars as one stream of frames, for a thread. */
export async function* frameParts(
  parts: AsyncIterable<DifferencePart>,
): AsyncGenerator<Uint8Array> {
  for await (const { chunks, cutOff, ...place } of parts) {
    const head = Buffer.from(JSON.stringify(place));
    yield frameHead(frame.part, head.length);
    yield head;
    for await (const chunk of chunks) {
      yield frameHead(frame.data, chunk.length);
      yield chunk;
    }
    yield frameHead(cutOff ? frame.cutOff : frame.whole, 0);
  }
}
