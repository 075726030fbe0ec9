import { posix } from 'node:path';
import { DarkroomError } from '../../shared/errors';

/** What is known of one end of a copy. */
export interface CopyEnd {
  /** As it was given, made absolute; a slash or `/.` at its end is kept. */
  readonly path: string;
  readonly exists: boolean;
  readonly isFolder: boolean;
}

/** Where an archive is unpacked, and what its first component is called there. */
export interface CopyPlan {
  readonly folder: string;
  /** Null when names stay as they are. */
  readonly rename: { readonly from: string; readonly to: string } | null;
}

/**
 * Docker's rules of `cp` (reference "docker container cp"): into a folder that exists things keep their
 * names; what does not exist yet is what the source becomes; a file replaces a file; a folder does not
 * replace a file; a file does not become `name/` where there is no such folder. `name` is what the
 * source is called, '.' for the content of a folder. CONFLICT, NOT_FOUND.
 */
export function planCopy(
  source: { readonly name: string; readonly isFolder: boolean },
  target: CopyEnd,
): CopyPlan {
  if (target.exists && target.isFolder) return { folder: target.path, rename: null };
  if (target.exists && source.isFolder) {
    throw new DarkroomError('CONFLICT', `cannot copy directory to ${target.path}: it is a file`, {
      data: { path: target.path },
    });
  }
  if (!target.exists && !source.isFolder && /\/\.?$/.test(target.path)) {
    throw new DarkroomError('NOT_FOUND', `no such directory: ${target.path}`, {
      data: { path: target.path },
      hint: 'Without the slash at its end it names the file itself.',
    });
  }
  const plain = posix.normalize(target.path).replace(/(.)\/$/, '$1');
  return {
    folder: posix.dirname(plain),
    rename: { from: source.name, to: posix.basename(plain) },
  };
}

/** `CONTAINER:PATH`, `-`, or a path of this machine: absolute, or beginning with a dot. */
export function splitCopyArgument(text: string): {
  readonly container: string | null;
  readonly path: string;
} {
  if (text.startsWith('/') || text.startsWith('.') || text === '-') {
    return { container: null, path: text };
  }
  const colon = text.indexOf(':');
  if (colon < 1) return { container: null, path: text };
  return { container: text.slice(0, colon), path: text.slice(colon + 1) };
}

/** Last component as an archive of the path begins with: '.' for `folder/.` and for the root. */
export function archiveName(path: string): string {
  if (/(^|\/)\.$/.test(path)) return '.';
  return (
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? '.'
  );
}

/** Absolute, with a slash or `/.` at the end kept: it says that a folder is meant. */
export function absolutePath(base: string, path: string): string {
  const whole = posix.resolve(base, path);
  const ending = /(?:^|\/)\.$/.test(path) ? '/.' : path.endsWith('/') ? '/' : '';
  return whole === '/' ? `/${ending.replace('/', '')}` : `${whole}${ending}`;
}
