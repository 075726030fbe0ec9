import { Transform, type Readable } from 'node:stream';
import type { WorkContext } from '../../engine';

/** Reports bytes as they pass; `total` is null for a pipe. */
export function countBytes(work: WorkContext, total: number | null): Transform {
  let done = 0;
  work.progress({ done, total, unit: 'bytes', label: '' });
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      work.progress({ done, total, unit: 'bytes', label: '' });
      next(null, chunk);
    },
  });
}

/** `source` through a counter; an error of the source ends the counter with it, and so the request. */
export function counted(
  source: NodeJS.ReadableStream,
  work: WorkContext,
  total: number | null,
): Readable {
  const counter = countBytes(work, total);
  source.on('error', (error: Error) => counter.destroy(error));
  return source.pipe(counter);
}
