import { writeSync } from 'node:fs';
import { DarkroomError, toWire } from '../../../../shared/errors';
import { libc } from '../../native/libc';
import { listFolder } from './list-folder';
import { pack } from './pack';
import { statPath } from './path-stat';
import type { ArchiveAnswer, ArchiveRequest } from '../../archive-protocol';
import { unpack } from './unpack';

const answerFd = 3;

/**
 * The archive program: `stat`, `pack` or `unpack` in one place. With a root it changes into it for
 * good before it touches a path, so that no link of a container, nor one that its processes exchange
 * meanwhile, leads out of it.
 */
export function runArchive(argument: string): void {
  try {
    const request = JSON.parse(argument) as ArchiveRequest;
    process.umask(0);
    if (request.root !== null) {
      const native = libc();
      native.chroot(request.root);
      process.chdir('/');
    }
    perform(request);
  } catch (error) {
    answer({ kind: 'error', error: toWire(withReason(error)) });
    process.exitCode = 1;
  }
}

function perform(request: ArchiveRequest): void {
  switch (request.kind) {
    case 'stat':
      return answer({ kind: 'stat', stat: statPath(request.path) });
    case 'list':
      return answer({ kind: 'listing', listing: listFolder(request.path) });
    case 'pack':
      return pack(request, (stat) => answer({ kind: 'stat', stat }));
    case 'unpack':
      unpack(request);
      return answer({ kind: 'done' });
  }
}

function answer(value: ArchiveAnswer): void {
  writeSync(answerFd, `${JSON.stringify(value)}\n`);
}

/** What people can do something about gets its code; the rest stays as it is. */
function withReason(error: unknown): unknown {
  const { code, path = '' } = error as NodeJS.ErrnoException;
  const data = { path };
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new DarkroomError('NOT_FOUND', `Could not find the file ${path}`, {
        data,
        cause: error,
      });
    case 'EROFS':
      return new DarkroomError('PERMISSION_DENIED', `Write ${path}: it is mounted read-only`, {
        data,
        cause: error,
      });
    default:
      return error;
  }
}
