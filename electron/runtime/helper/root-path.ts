import {
  constants,
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
} from 'node:fs';
import { isAbsolute, join, posix } from 'node:path';

const linkLimit = 40;
const textLimitBytes = 4 << 20;

/**
 * Where a path of a sandbox leads, with all links resolved inside `root`, as the sandbox itself would
 * see it. Missing components stay as they are. Null for a loop of links.
 */
export function resolveInRoot(root: string, path: string): string | null {
  const queue = path.split('/');
  const at: string[] = [];
  for (let links = 0; ;) {
    const name = queue.shift();
    if (name === undefined) return join(root, ...at);
    if (name === '' || name === '.') continue;
    if (name === '..') {
      at.pop();
      continue;
    }
    const stat = lstatSync(join(root, ...at, name), { throwIfNoEntry: false });
    if (stat?.isSymbolicLink() === true) {
      links += 1;
      if (links > linkLimit) return null;
      const target = readlinkSync(join(root, ...at, name));
      if (isAbsolute(target)) at.length = 0;
      queue.unshift(...target.split('/'));
    } else {
      at.push(name);
    }
  }
}

/** A small text file of the sandbox; '' when there is none. */
export function readTextInRoot(root: string, path: string): string {
  const resolved = resolveInRoot(root, path);
  if (resolved === null) return '';
  let fd: number;
  try {
    fd = openSync(resolved, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return '';
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return '';
    const buffer = Buffer.alloc(Math.min(stat.size, textLimitBytes));
    const count = readSync(fd, buffer, 0, buffer.length, 0);
    return buffer.toString('utf8', 0, count);
  } finally {
    closeSync(fd);
  }
}

export type CommandLookup = 'found' | 'not-found' | 'not-executable' | 'is-folder';

/** Looks a command up as execvp in the sandbox would. Set-id and ACLs are left to the kernel. */
export function lookUpCommand(
  root: string,
  command: string,
  options: { readonly workingDir: string; readonly path: string },
): CommandLookup {
  const candidates = command.includes('/')
    ? [posix.resolve('/', options.workingDir, command)]
    : options.path
        .split(':')
        .map((folder) =>
          posix.resolve('/', options.workingDir, folder === '' ? '.' : folder, command),
        );
  let answer: CommandLookup = 'not-found';
  for (const candidate of candidates) {
    const kind = commandAt(root, candidate);
    if (kind === 'found') return kind;
    if (answer === 'not-found') answer = kind;
  }
  // In the search path a folder of the command's name is passed over.
  return answer === 'is-folder' && !command.includes('/') ? 'not-found' : answer;
}

function commandAt(root: string, path: string): CommandLookup {
  const resolved = resolveInRoot(root, path);
  if (resolved === null) return 'not-found';
  try {
    const stat = lstatSync(resolved, { throwIfNoEntry: false });
    if (stat === undefined) return 'not-found';
    if (stat.isDirectory()) return 'is-folder';
    return (stat.mode & 0o111) === 0 ? 'not-executable' : 'found';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return 'not-found';
    throw error;
  }
}
