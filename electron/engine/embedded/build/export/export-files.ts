import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { DarkroomError } from '../../../../../shared/errors';
import type { FilesOutput } from '../../../../../shared/model/build';
import { throwIfAborted } from '../../../../base/abort';
import { writeFileAtomically } from '../../../../base/atomic-file';
import { decodePath } from '../../../../base/path-bytes';
import type { Say } from '../internal-steps';
import type { BuildSession } from '../step-context';
import { mergedFiles } from './merged-files';

export interface FilesExport {
  readonly session: BuildSession;
  readonly diffIds: ReadonlyArray<string>;
  readonly epochSeconds: number | null;
  /** Where `-` goes. */
  readonly stdout: NodeJS.WritableStream | null;
  readonly signal: AbortSignal;
  readonly say: Say;
}

/** `--output type=local` and `type=tar`: the files of the result, without an image around them. */
export async function exportFiles(output: FilesOutput, request: FilesExport): Promise<void> {
  const { session, diffIds, epochSeconds, signal, say } = request;
  const files = await mergedFiles(session, diffIds, epochSeconds, signal);
  if (output.kind === 'folder') {
    const targetPath = decodePath(Buffer.from(output.path));
    const { leftOut } = await session.workers.run(
      'write-folder',
      { targetPath, files },
      { signal },
    );
    for (const name of leftOut) say(`${name}: a device or pipe is left out`);
    say(`copying files ${files.length} done`);
    return;
  }
  const write = (targetPath: string): Promise<unknown> =>
    session.workers.run('write-layer', { targetPath, files }, { signal });
  if (output.path !== '-') {
    await writeFileAtomically(output.path, async (_, temporary) => void (await write(temporary)));
    return say('sending tarball done');
  }
  const staged = await session.store.blobs.stage();
  try {
    await write(staged.path);
    await copyToStream(staged.path, request.stdout, signal);
  } finally {
    await staged.discard();
  }
  say('sending tarball done');
}

/** INVALID_ARGUMENT when there is no standard output to write to. */
export async function copyToStream(
  path: string,
  stdout: NodeJS.WritableStream | null,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), needStdout(stdout), {
      signal,
      end: false,
    });
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
}

export function needStdout(stdout: NodeJS.WritableStream | null): NodeJS.WritableStream {
  if (stdout !== null) return stdout;
  throw new DarkroomError('INVALID_ARGUMENT', 'Export to standard output: there is none here', {
    hint: 'Give the output a file with dest=.',
  });
}
