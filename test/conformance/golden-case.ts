import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, lutimes, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../helpers/command-line';
import { runOk } from '../helpers/run';
import { explainedCases } from './differences';
import type { Outcome } from './outcome';

export const goldenFolder = join(projectFolder, 'test', 'golden');
const scripts = join(projectFolder, 'test', 'conformance', 'contexts');

/** `options.json` of a case; test/golden/README.md says what each means. */
export interface GoldenOptions {
  readonly context?: 'tree' | 'archives';
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly target?: string;
  /** Text of each secret, by id. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly ssh?: boolean;
  /** The build has to fail, with a message in which each of these texts occurs. */
  readonly fails?: ReadonlyArray<string>;
}

export interface GoldenCase {
  readonly name: string;
  readonly folder: string;
  readonly dockerfile: string;
  /** A Dockerfile built before, under the name `golden-<case>-parent`. */
  readonly parent: string | null;
  readonly options: GoldenOptions;
  /** docs/reference/differences-from-buildkit.md says why we differ from Docker, `ours.json` in what. */
  readonly isExplained: boolean;
  /** The Dockerfile asks for a newer frontend than Docker 26.1 brings. */
  readonly frontend: string | null;
}

/** A case whose context is on disk. */
export interface PreparedCase {
  readonly test: GoldenCase;
  readonly contextPath: string;
  readonly sshSocket: string | null;
  /** Files with the secrets' texts, by id. */
  readonly secretFiles: Readonly<Record<string, string>>;
}

export function goldenCases(): ReadonlyArray<GoldenCase> {
  const only = process.env['DARKROOM_GOLDEN'];
  return readdirSync(goldenFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (only === undefined || entry.name.includes(only)))
    .map(({ name }) => readCase(name))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

const explained = explainedCases('Golden cases');

function readCase(name: string): GoldenCase {
  const folder = join(goldenFolder, name);
  const text = (file: string): string | null =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : null;
  const dockerfile = text('Dockerfile') ?? '';
  return {
    name,
    folder,
    dockerfile,
    parent: text('Dockerfile.parent'),
    options: JSON.parse(text('options.json') ?? '{}') as GoldenOptions,
    isExplained: explained.has(name),
    frontend: /^# ?syntax ?= ?(\S+)/.exec(dockerfile)?.[1] ?? null,
  };
}

/** What Docker made of the case when it was recorded; null when it never was. */
export function expectedOutcome({ folder }: GoldenCase): Outcome | null {
  return readOutcome(join(folder, 'expected.json'));
}

/** What is right for us where that differs from Docker. */
export function ourOutcome({ folder }: GoldenCase): Outcome | null {
  return readOutcome(join(folder, 'ours.json'));
}

function readOutcome(path: string): Outcome | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Outcome) : null;
}

let counter = 0;
const runTime = Math.floor(Date.now() / 1000) - 100_000_000;

/**
 * Makes the case's context in a folder of its own below `place`. BuildKit takes a file of the same name,
 * size and time for the same, so that every context has its own time.
 */
export async function makeContext(test: GoldenCase, place: string): Promise<string> {
  const folder = join(place, test.name);
  await mkdir(folder, { recursive: true });
  const { context } = test.options;
  const copied = { recursive: true, verbatimSymlinks: true };
  if (context !== undefined) await cp(await sharedContext(context, place), folder, copied);
  const own = join(test.folder, 'context');
  if (existsSync(own)) await cp(own, folder, copied);
  const script = join(test.folder, 'make.sh');
  if (existsSync(script)) await runScript(script, folder);
  for (const file of ['Dockerfile', 'Dockerfile.parent'])
    if (existsSync(join(test.folder, file))) await cp(join(test.folder, file), join(folder, file));
  counter += 1;
  const time = runTime + counter;
  await setTimes(folder, time);
  return folder;
}

const sharedContexts = new Map<string, Promise<string>>();

/** The files that a script of `contexts/` makes; made once. */
function sharedContext(name: string, place: string): Promise<string> {
  const folder = join(`${place}-shared`, name);
  const make = async (): Promise<string> => {
    await mkdir(folder, { recursive: true });
    await runScript(join(scripts, `${name}.sh`), folder);
    return folder;
  };
  const made = sharedContexts.get(folder) ?? make();
  sharedContexts.set(folder, made);
  return made;
}

async function setTimes(folder: string, time: number): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await setTimes(path, time);
    await lutimes(path, time, time);
  }
}

async function runScript(path: string, cwd: string): Promise<void> {
  await runOk('bash', ['-eu', path], { cwd });
}

/** The base image of the cases as a tar. */
export async function makeBase(tarPath: string): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'darkroom-base-'));
  try {
    await runScript(join(scripts, 'base.sh'), root);
    const owners = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name'];
    await runOk('tar', [...owners, '--mtime=@1485449953', '-C', root, '-cf', tarPath, '.']);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

export const parentName = ({ name }: GoldenCase): string => `golden-${name}-parent`;
