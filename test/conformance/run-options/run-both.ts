import { setTimeout as delay } from 'node:timers/promises';
import type { RunOptions, RunResult } from '../../helpers/run';
import type { Outcome, RunCase } from './run-case';

/** A program with docker's command line. */
export type Program = (args: ReadonlyArray<string>, options?: RunOptions) => Promise<RunResult>;

export interface Places {
  readonly base: string;
  readonly rich: string;
  /** A folder that both see. */
  readonly folder: string;
  /** Before the names of containers and volumes. */
  readonly prefix: string;
}

/** Runs a case with one of the programs and reads what it left. */
export async function runCase(
  program: Program,
  places: Places,
  item: RunCase,
  index: number,
): Promise<Outcome & { readonly stderr: string }> {
  const name = `${places.prefix}-case-${index}`;
  const args = item.args.map((arg) => filled(arg, places, name));
  const named = item.args.includes('--name') ? [] : ['--name', name];
  const network = item.args.includes('--network') ? [] : ['--network', 'host'];
  const result = await program(['run', ...named, ...network, ...args], {
    input: item.input ?? '',
    env: { DARKROOM_CASE: 'of the caller', DARKROOM_NOT_SET: undefined },
    timeoutMs: 60_000,
  });
  const fields = item.fields === undefined ? {} : await readFields(program, name, item.fields);
  return {
    exitCode: result.exitCode,
    stdout: result.stdout.replaceAll('\r\n', '\n'),
    stderr: result.stderr,
    fields,
  };
}

function filled(arg: string, places: Places, name: string): string {
  return arg
    .replace(/^BASE$/, places.base)
    .replace(/^RICH$/, places.rich)
    .replace(/^OWN$/, name)
    .replace(/DIR(?=[/:,]|$)/g, places.folder)
    .replace(/\bNAMED\b/, `${places.prefix}-named`)
    .replace(/VOLUME(?=-[a-z])/g, places.prefix);
}

const outOfMemory = 'State.OOMKilled';

async function readFields(
  program: Program,
  name: string,
  paths: ReadonlyArray<string>,
): Promise<Readonly<Record<string, unknown>>> {
  let document: Record<string, unknown> = {};
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const { stdout } = await program(['container', 'inspect', name]);
    [document = {}] = JSON.parse(stdout) as [Record<string, unknown>?];
    // Both learn of it from an event of the kernel, which may come after the end.
    if (!paths.includes(outOfMemory) || valueAt(document, outOfMemory) === true) break;
    await delay(100);
  }
  return Object.fromEntries(paths.map((path) => [path, normal(valueAt(document, path))]));
}

function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const key of path.split(/(?<!\\)\./)) {
    const sorted = key === 'Mounts' ? byDestination : (it: unknown) => it;
    value = sorted((value as Record<string, unknown> | undefined)?.[key.replace('\\.', '.')]);
  }
  return value;
}

function byDestination(mounts: unknown): unknown {
  if (!Array.isArray(mounts)) return mounts;
  const place = (mount: { Destination?: string; Target?: string }) =>
    mount.Destination ?? mount.Target ?? '';
  return [...mounts].sort((a, b) => (place(a as object) < place(b as object) ? -1 : 1));
}

/** Go writes a list or map without entries as null, as [] or {}, or leaves it out, from case to case. */
function normal(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(normal);
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, normal(item)] as const)
    .filter(([, item]) => item !== null);
  if (Object.keys(value).length > 0 && entries.length === 0) {
    // A set: its keys say it all.
    return Object.fromEntries(Object.keys(value).map((key) => [key, null]));
  }
  return entries.length === 0 ? null : Object.fromEntries(entries);
}
