import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunOptions, RunResult } from '../../helpers/run';
import { slugOf, type Change, type OwnContainer } from './change';
import { readTopLayers, type TopLayer } from './saved-images';

/** A program with docker's command line. */
export type Program = (args: ReadonlyArray<string>, options?: RunOptions) => Promise<RunResult>;

export interface Places {
  /** Before the names of images, containers and volumes. */
  readonly prefix: string;
  /** The image's root file system. */
  readonly base: string;
  /** A folder with a file that containers mount. */
  readonly mounted: string;
  /** For archives; the program may write there. */
  readonly work: string;
}

export interface Committed {
  readonly archive: string;
  readonly layers: ReadonlyMap<string, TopLayer>;
  /** Lines of `diff` by image; a name with a newline stays in one. */
  readonly diffs: ReadonlyMap<string, ReadonlyArray<string>>;
}

export const imageOf = ({ prefix }: Places, change: Change) =>
  `${prefix}/${change.own === undefined ? 'shared' : slugOf(change)}`;

const quiet = ['--network', 'none'];
/** A container and an image take a while: so many at once. */
const lanes = 3;

/** Makes every change with the program, commits, and saves all images in one archive. */
export async function commitAll(
  program: Program,
  places: Places,
  changes: ReadonlyArray<Change>,
): Promise<Committed> {
  const ok = orThrow(program);
  const diffs = new Map<string, ReadonlyArray<string>>();
  await ok(['import', places.base, `${places.prefix}/base`]);
  const together = changes.filter(({ own }) => own === undefined);
  const commit = async (container: string, image: string) => {
    const { stdout } = await ok(['diff', container]);
    diffs.set(
      image,
      stdout.split(/\n(?=[ACD] \/|$)/).filter((line) => line !== ''),
    );
    await ok(['commit', container, image]);
  };
  const makeShared = async () => {
    const container = `${places.prefix}-shared`;
    const script = together
      .map((change) => `( set -e; ${inFolder(change, change.change)} )`)
      .join('\n');
    // "set -e" is not heeded inside of "||": each has a shell of its own, and its answer is asked for.
    const checked = script.replaceAll(/ \)(?=\n|$)/g, ' ) || exit 9');
    await ok(['run', '--name', container, ...quiet, `${places.prefix}/base`, 'sh', '-c', checked]);
    await commit(container, `${places.prefix}/shared`);
    await ok(['rm', container]);
  };
  const alone = changes.filter(({ own }) => own !== undefined);
  const jobs = [makeShared, ...alone.map((change) => () => makeOwn(ok, places, change, commit))];
  await inLanes(jobs, lanes, (job) => job());
  const images = [...diffs.keys()].sort();
  const archive = join(places.work, 'committed.tar');
  await ok(['save', '-o', archive, ...images]);
  await chmod(archive, 0o644);
  const opened = join(places.work, 'opened');
  await mkdir(opened);
  return { archive, layers: await readTopLayers(archive, opened), diffs };
}

type Ok = (args: ReadonlyArray<string>) => Promise<RunResult>;

async function makeOwn(
  ok: Ok,
  places: Places,
  change: Change,
  commit: (container: string, image: string) => Promise<void>,
): Promise<void> {
  const own = change.own ?? {};
  const container = `${places.prefix}-${slugOf(change)}`;
  const base = `${places.prefix}/base`;
  const named = ['--name', container, ...quiet, ...optionsOf(own, places)];
  const command = ['sh', '-c', inFolder(change, change.change)];
  if (own.state === 'none') await ok(['create', ...named, base, ...command]);
  else if (own.state !== undefined) {
    await ok(['run', '-d', ...named, base, ...command]);
    await appeared(ok, container, change);
    if (own.state === 'paused') await ok(['pause', container]);
  } else await ok(['run', ...named, base, ...command]).catch(asIntended);
  if (own.twice === true) await ok(['start', '-a', container]);
  if (own.copy !== undefined) {
    const [content, path] = own.copy;
    const file = join(places.work, `copy-${slugOf(change)}`);
    await writeFile(file, content);
    await ok(['cp', file, `${container}:${path}`]);
  }
  const image = imageOf(places, change);
  if (own.again === undefined) await commit(container, image);
  else {
    await ok(['commit', container, `${image}-before`]);
    const second = ['--name', `${container}-second`, ...quiet, `${image}-before`];
    await ok(['run', ...second, 'sh', '-c', inFolder(change, own.again)]);
    await commit(`${container}-second`, image);
    await ok(['rm', `${container}-second`]);
  }
  if (own.state === 'paused') await ok(['unpause', container]);
  await ok(['rm', '-fv', container]);
}

/** The command of the container ends with something else than 0, and that is the point of it. */
function asIntended(error: unknown): void {
  if (!(error instanceof CommandFailed) || error.exitCode >= 125) throw error;
}

function optionsOf(own: OwnContainer, places: Places): string[] {
  return (own.options ?? []).map((option) =>
    option.replace(/^VOLUME/, `${places.prefix}-volume`).replace(/^DIR/, places.mounted),
  );
}

const inFolder = (change: Change, script: string) => `cd /t/${slugOf(change)}; ${script}`;

async function appeared(ok: Ok, container: string, change: Change): Promise<void> {
  const last = relativeNew(change).at(-1) ?? '.';
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const args = ['exec', container, 'sh', '-c', `[ -e /t/${slugOf(change)}/${last} ]; echo $?`];
    if ((await ok(args)).stdout === '0\n') return;
    await delay(50);
  }
  throw new Error(`${container}: ${last} never appeared`);
}

const relativeNew = (change: Change) =>
  change.diff.filter((line) => line.startsWith('A ')).map((line) => line.slice(2));

/** What containers of the images show, by image: lines of `seen`, and what rows want printed. */
export async function lookInto(
  program: Program,
  images: Places,
  changes: ReadonlyArray<Change>,
): Promise<ReadonlyMap<string, string>> {
  const ok = orThrow(program);
  const found = new Map<string, string>();
  const rows = new Map<string, Change | null>([[`${images.prefix}/shared`, null]]);
  for (const change of changes) {
    if (change.own !== undefined) rows.set(imageOf(images, change), change);
  }
  await inLanes([...rows], lanes, async ([image, change]) => {
    const script = change === null ? 'seen /t' : lookScript(change);
    const args = ['run', '--rm', ...quiet, image, 'sh', '-c', script];
    found.set(image.slice(images.prefix.length + 1), (await ok(args)).stdout);
  });
  return found;
}

function lookScript(change: Change): string {
  const folder = `/t/${slugOf(change)}`;
  const [holds] = change.own?.holds ?? ['true'];
  const elsewhere = change.diff.filter((line) => /^A \//.test(line)).map((line) => line.slice(2));
  const look =
    change.own?.volatile === undefined ? `seen ${[folder, ...elsewhere].join(' ')}` : 'true';
  return `cd ${folder}; ( ${holds} ); echo ---; ${look}`;
}

class CommandFailed extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

function orThrow(program: Program): Ok {
  return async (args) => {
    const result = await program(args, { timeoutMs: 120_000 });
    if (result.exitCode === 0) return result;
    const text = `${args.join(' ').slice(0, 300)}: ${result.exitCode}\n${result.stdout.slice(0, 500)}\n${result.stderr}`;
    throw new CommandFailed(text, result.exitCode);
  };
}

async function inLanes<T>(
  items: ReadonlyArray<T>,
  count: number,
  work: (item: T) => Promise<void>,
) {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: count }, lane));
}
