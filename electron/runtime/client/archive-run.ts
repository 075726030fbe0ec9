import { spawn, type ChildProcess } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DarkroomError, fromWire } from '../../../shared/errors';
import type { FolderListing, PathStat } from '../../../shared/model/container-files';
import { onAbort } from '../../base/abort';
import type { ArchiveAnswer, ArchiveRequest } from '../archive-protocol';

export interface ArchiveProgram {
  /** The helper's bundle, which is the archive program too. */
  readonly helperProgram: string;
  /** What to put before the command for it to run in the sandbox's namespaces; none for here. */
  readonly prefix: ReadonlyArray<string>;
}

export interface PackedArchive {
  readonly stat: PathStat;
  /** A tar; fails with a DarkroomError when it cannot be read to its end. Destroying it stops. */
  readonly content: Readable;
}

/** Looks at one path. NOT_FOUND. */
export async function statInPlace(
  program: ArchiveProgram,
  root: string | null,
  path: string,
): Promise<PathStat> {
  const run = new ArchiveRun(program, { kind: 'stat', root, path }, ['ignore', 'ignore']);
  const answer = await run.answer;
  if (answer.kind !== 'stat') throw unexpected(answer);
  return answer.stat;
}

/** What is in a folder. NOT_FOUND. */
export async function listInPlace(
  program: ArchiveProgram,
  root: string | null,
  path: string,
): Promise<FolderListing> {
  const run = new ArchiveRun(program, { kind: 'list', root, path }, ['ignore', 'ignore']);
  const answer = await run.answer;
  if (answer.kind !== 'listing') throw unexpected(answer);
  return answer.listing;
}

/** Starts to pack; resolves once the path was found. `onEnd` runs when the program has ended. */
export async function packInPlace(
  program: ArchiveProgram,
  request: Extract<ArchiveRequest, { kind: 'pack' }>,
  onEnd: () => void = () => undefined,
): Promise<PackedArchive> {
  const run = new ArchiveRun(program, request, ['ignore', 'pipe']);
  void run.ended.then(onEnd, onEnd);
  const answer = await run.answer;
  if (answer.kind !== 'stat') throw unexpected(answer);
  const content = new PassThrough();
  run.child.stdout?.pipe(content, { end: false });
  run.ended.then(
    () => content.end(),
    (error: unknown) => content.destroy(error as Error),
  );
  content.once('close', () => run.stop());
  return { stat: answer.stat, content };
}

/** Unpacks all of `content`. NOT_FOUND, CONFLICT, PERMISSION_DENIED, ARCHIVE_* codes. */
export async function unpackInPlace(
  program: ArchiveProgram,
  request: Extract<ArchiveRequest, { kind: 'unpack' }>,
  content: Readable,
  signal: AbortSignal,
): Promise<void> {
  const run = new ArchiveRun(program, request, ['pipe', 'ignore']);
  const aborted = onAbort(signal, () => run.stop());
  const { stdin } = run.child;
  try {
    // It leaves before the end of its input when something is wrong: its own reason counts then.
    const fed = stdin === null ? Promise.resolve() : pipeline(content, stdin, { signal });
    const sent = fed.then(
      () => null,
      (error: unknown) => error,
    );
    const answer = await run.answer.catch(async (error: unknown) => {
      content.destroy();
      throw (await sourceFailure(sent, content)) ?? error;
    });
    if (answer.kind !== 'done') throw unexpected(answer);
    await run.ended;
  } finally {
    aborted.dispose();
  }
  signal.throwIfAborted();
}

/** The reason why the content ended early, where that is what went wrong. */
async function sourceFailure(sent: Promise<unknown>, content: Readable): Promise<Error | null> {
  const { errored } = content;
  await sent;
  return errored;
}

class ArchiveRun {
  readonly child: ChildProcess;
  readonly answer: Promise<ArchiveAnswer>;
  /** Rejects with what the program said when it failed after its answer. */
  readonly ended: Promise<void>;

  constructor(
    program: ArchiveProgram,
    request: ArchiveRequest,
    stdio: ['ignore' | 'pipe', 'ignore' | 'pipe'],
  ) {
    const words = [
      ...program.prefix,
      process.execPath,
      program.helperProgram,
      'archive',
      JSON.stringify(request),
    ];
    const [command = '', ...args] = words;
    this.child = spawn(command, args, {
      stdio: [...stdio, 'pipe', 'pipe'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      cwd: '/',
    });
    const lines = answersOf(this.child);
    const closed = new Promise<number>((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code) => resolve(code ?? 255));
    });
    this.answer = Promise.race([
      lines.first,
      closed.then(() => Promise.reject(lines.failure() ?? ended(lines.complaint()))),
    ]);
    this.ended = closed.then((code) => {
      if (code !== 0) throw lines.failure() ?? ended(lines.complaint());
    });
    for (const promise of [this.answer, this.ended]) promise.catch(() => undefined);
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }
}

/** What comes on descriptor 3, a JSON document a line; an error is kept for the end. */
function answersOf(child: ChildProcess) {
  let text = '';
  let complaint = '';
  let failure: DarkroomError | null = null;
  let tell: (answer: ArchiveAnswer) => void = () => undefined;
  const first = new Promise<ArchiveAnswer>((resolve) => (tell = resolve));
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (complaint += part));
  (child.stdio[3] as Readable).setEncoding('utf8').on('data', (part: string) => {
    text += part;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      const answer = JSON.parse(text.slice(0, end)) as ArchiveAnswer;
      text = text.slice(end + 1);
      if (answer.kind === 'error') failure = fromWire(answer.error);
      else tell(answer);
    }
  });
  return { first, failure: () => failure, complaint: () => complaint.trim() };
}

function ended(complaint: string): DarkroomError {
  const last = complaint.split('\n').at(-1) ?? '';
  return new DarkroomError('INTERNAL', `Copy files: ${last === '' ? 'the program ended' : last}`);
}

function unexpected(answer: ArchiveAnswer): DarkroomError {
  return new DarkroomError('INTERNAL', `Copy files: unexpected answer ${answer.kind}`);
}
