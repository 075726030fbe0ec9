import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { descriptors } from '../../base/native/descriptors';
import { surroundings } from './surroundings';

/** Who asks a waiting command line to work in its place: `bin/darkroom`, a shell. */
export interface Caller {
  readonly pid: number;
  /** How many words of its command line are the command's. */
  readonly wordCount: number;
}

/** Where bin/darkroom keeps its standard input, output and error. */
const kept = [6, 7, 8];
/** Flags of the standard files as they were taken over. */
const standardFlags: number[] = [];
/** Of /proc/PID/fdinfo: O_ACCMODE. */
const accessMode = 0o3;
const noControllingTerminal = 0o400;

/**
 * As /dev/fd/63, one of those files that the caller inherited beside the standard ones; and what ssh is
 * called for, which may ask for a passphrase at the terminal that the caller has.
 */
const wantsMore = (word: string): boolean =>
  word.includes('/fd/') || /^(ssh:\/\/|[\w.-]+@(?!sha256:)[\w.-]+:)/.test(word);

/**
 * Becomes what the caller would have become: its files, folder, umask and environment. Answers the
 * command's words; null, and its files are left alone, when the caller's surroundings are others (another
 * user, namespace, limit …) or it has files that cannot be had.
 */
export function takeOver(
  caller: Caller,
  own: string,
  fifos: ReadonlyArray<string>,
): string[] | null {
  const folder = `/proc/${caller.pid}`;
  try {
    const env = environment(folder);
    if (surroundings(caller.pid, env) !== own) return null;
    if (!hasOpen(folder, fifos)) return null;
    const all = zeroEnded(readFileSync(`${folder}/cmdline`, 'utf8'));
    const words = all.slice(all.length - caller.wordCount);
    if (words.some(wantsMore)) return null;
    const mask = umask(folder);
    const workingFolder = readlinkSync(`${folder}/cwd`);
    const files = copyFiles(caller.pid);
    if (files === null) return null;
    process.chdir(workingFolder);
    process.umask(mask);
    takeFiles(files);
    takeEnvironment(env);
    return words;
  } catch {
    // It is gone, or not ours to look at.
    return null;
  }
}

/**
 * Lets go of the caller's files and folder: who reads them must not wait for this process. Who shares a
 * pipe with it must not find it non-blocking, which Node makes of it and takes back only where it was
 * started with it.
 */
export function releaseFiles(): void {
  const nothing = openSync('/dev/null', 'r+');
  standardFlags.forEach((flags, descriptor) => {
    descriptors().setFlags(descriptor, flags);
    descriptors().replace(descriptor, nothing);
  });
  closeSync(nothing);
  process.chdir('/');
}

function zeroEnded(text: string): string[] {
  return text.split('\0').slice(0, -1);
}

function environment(folder: string): NodeJS.ProcessEnv {
  const texts = zeroEnded(readFileSync(`${folder}/environ`, 'utf8'));
  const named = texts.filter((text) => text.includes('=', 1));
  return Object.fromEntries(
    named.map((text) => {
      const end = text.indexOf('=', 1);
      return [text.slice(0, end), text.slice(end + 1)];
    }),
  );
}

function takeEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  // As bin/darkroom sets it for the programs that are started from here.
  Object.assign(process.env, env, { ELECTRON_RUN_AS_NODE: '1' });
}

function umask(folder: string): number {
  const status = readFileSync(`${folder}/status`, 'latin1');
  const [, octal] = /^Umask:\s*([0-7]+)$/m.exec(status) ?? [];
  if (octal === undefined) throw new Error('The kernel does not tell the umask');
  return parseInt(octal, 8);
}

/** Whether it has these files open, and so is who it says it is. */
function hasOpen(folder: string, files: ReadonlyArray<string>): boolean {
  const targets = readdirSync(`${folder}/fd`).map((name) => readlinkSync(`${folder}/fd/${name}`));
  return files.every((file) => targets.includes(file));
}

function copyFiles(pid: number): number[] | null {
  return descriptors().copy(pid, kept) ?? reopen(pid);
}

/**
 * Terminals, other devices and pipes can be opened once more instead. A file cannot: its position would
 * be another than the caller's.
 */
export function reopen(pid: number): number[] | null {
  const opened: number[] = [];
  try {
    for (const descriptor of kept) {
      const path = `/proc/${pid}/fd/${descriptor}`;
      const stat = statSync(path);
      // One with a name may have lost its writer, and opening it would wait for another.
      const isPipe = stat.isFIFO() && readlinkSync(path).startsWith('pipe:');
      if (!isPipe && !stat.isCharacterDevice()) throw new Error(`${path} is a file`);
      const info = readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'latin1');
      const flags = parseInt(/^flags:\s*([0-7]+)$/m.exec(info)?.[1] ?? '0', 8);
      opened.push(openSync(path, (flags & accessMode) | noControllingTerminal));
    }
    return opened;
  } catch {
    for (const descriptor of opened) closeSync(descriptor);
    return null;
  }
}

function takeFiles(files: ReadonlyArray<number>): void {
  files.forEach((file, descriptor) => {
    standardFlags[descriptor] = descriptors().flags(file);
    descriptors().replace(descriptor, file);
    closeSync(file);
  });
}
