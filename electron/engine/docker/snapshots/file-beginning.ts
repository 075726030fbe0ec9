import type { IncomingMessage } from 'node:http';
import { DarkroomError } from '../../../../shared/errors';
import { TarParser } from '../../../oci/layer/tar-parser';
import type { FileBeginning } from '../../foreign-snapshots';
import { place } from '../containers/lookup';
import { readPathStat } from '../containers/path-stat';
import type { PartRequest } from './difference-parts';

/** A file of a container and how large it is; null for a path that is gone or no regular file. */
export async function readBeginning(
  { api, id, signal }: PartRequest,
  path: string,
  limitBytes: number,
): Promise<FileBeginning | null> {
  const answer = await openFile({ api, id, signal }, path);
  if (answer === null) return null;
  const { kind, sizeBytes } = readPathStat(answer);
  if (kind !== 'file') {
    answer.destroy();
    return null;
  }
  const bytes = new Uint8Array(Math.min(sizeBytes, limitBytes));
  let isDone = false;
  const parser = new TarParser(
    {
      data: (chunk, position) => {
        if (position < bytes.length)
          bytes.set(chunk.subarray(0, bytes.length - position), position);
        isDone ||= position + chunk.length >= bytes.length;
      },
    },
    { whiteouts: false, requireEnd: false },
  );
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      parser.push(chunk);
      if (isDone) break;
    }
  } catch (error) {
    throw api.brokenOff(error, signal);
  }
  answer.destroy();
  return { bytes, sizeBytes };
}

async function openFile(
  { api, id, signal }: PartRequest,
  path: string,
): Promise<IncomingMessage | null> {
  try {
    const answer = await api.stream({
      method: 'GET',
      path: `${place(id)}/archive`,
      query: { path },
      signal,
      what: `Read ${path}`,
    });
    return answer as IncomingMessage;
  } catch (error) {
    if (error instanceof DarkroomError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}
