import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import type { HelperPaths } from '../paths';
import { readState } from '../helper/container-state';
import { isAlive } from '../helper/processes';
import { keepFilesFromChildren } from '../native/own-files';
import { findTool } from '../tools';

export interface LaunchOptions {
  readonly paths: HelperPaths;
  readonly helperProgram: string;
  readonly version: string;
}

/** Tells one build of the helper from another. */
export function helperVersion(program: string): string {
  const stat = statSync(program);
  return `${stat.mtimeMs}-${stat.size}`;
}

/**
 * Starts the helper and waits until it listens; `busy` when another one holds the lock. It enters
 * the namespaces of a container that still runs, else it gets new ones.
 */
export async function launchHelper(options: LaunchOptions): Promise<'ready' | 'busy'> {
  const { paths, version } = options;
  const prefix = namespacePrefix(survivor(join(paths.runtime, 'containers')));
  const [command = '', ...prefixArgs] = prefix;
  const log = openSync(join(paths.runtime, 'helper.log'), 'w', 0o600);
  keepFilesFromChildren();
  try {
    const child = spawn(
      command,
      [...prefixArgs, process.execPath, options.helperProgram, JSON.stringify({ paths, version })],
      {
        stdio: ['ignore', log, log, 'pipe'],
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', UV_THREADPOOL_SIZE: '8' },
        detached: true,
        cwd: '/',
      },
    );
    const word = await firstWord(child);
    child.unref();
    if (word === 'ready' || word === 'busy') return word;
    throw new DarkroomError(
      'SANDBOX_HELPER_LOST',
      `Start the sandbox: ${lastLine(join(paths.runtime, 'helper.log')) || 'its process ended'}`,
    );
  } finally {
    closeSync(log);
  }
}

function firstWord(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    const stream = child.stdio[3] as NodeJS.ReadableStream & { destroy(): void };
    let text = '';
    child.once('error', reject);
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      text += chunk;
    });
    stream.once('close', () => resolve(text.trim()));
  });
}

/** A conmon of this store that is still alive: its namespaces hold the mounts of running containers. */
function survivor(folder: string): number | null {
  try {
    for (const name of readdirSync(folder).filter((item) => item.endsWith('.json'))) {
      const state = readState(folder, name.slice(0, -'.json'.length));
      if (state !== null && isAlive(state.conmonPid, state.conmonStartTicks))
        return state.conmonPid;
    }
  } catch {
    // A container that ended meanwhile: new namespaces will do.
  }
  return null;
}

function namespacePrefix(pid: number | null): string[] {
  if (pid !== null) return enterCommand(pid);
  const unshare = findTool('unshare') ?? 'unshare';
  const mount = ['--mount', '--propagation', 'slave'];
  if (process.getuid?.() === 0) return [unshare, ...mount, '--'];
  return [unshare, '--user', '--map-root-user', '--map-auto', ...mount, '--'];
}

/** What to put before a command for it to run in the namespaces of `pid`. */
export function enterCommand(pid: number): string[] {
  const nsenter = findTool('nsenter') ?? 'nsenter';
  return process.getuid?.() === 0
    ? [nsenter, '--target', String(pid), '--mount', '--']
    : [nsenter, '--target', String(pid), '--user', '--preserve-credentials', '--mount', '--'];
}

function lastLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim().split('\n').at(-1) ?? '';
  } catch {
    return '';
  }
}
