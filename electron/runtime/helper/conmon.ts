import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import { findTool, toolMissing } from '../tools';
import type { HelperContext } from './context';
import { runtimeError } from './runtime-error';

export interface MonitoredContainer {
  readonly pid: number;
  readonly conmonPid: number;
}

export interface ConmonOptions {
  readonly id: string;
  readonly bundle: string;
  readonly logFolder: string;
  readonly tty: boolean;
  readonly openStdin: boolean;
  /** A descriptor that conmon keeps open for as long as it lives; closed here. */
  readonly lifeline: number | null;
}

/**
 * Creates the container under a conmon of its own, which outlives this process, keeps the log and the
 * terminal and writes the exit code. The command is not started yet. CONTAINER_START_FAILED and kin.
 */
export async function createMonitored(
  context: HelperContext,
  options: ConmonOptions,
): Promise<MonitoredContainer> {
  const conmon = findTool('conmon');
  if (conmon === null) throw toolMissing('conmon', 'conmon');
  mkdirSync(options.logFolder, { recursive: true });
  const runtimeLog = join(options.bundle, 'runtime.log');
  const conmonPidFile = join(options.bundle, 'conmon.pid');
  const { ociRuntime } = context;
  const args = [
    '--api-version',
    '1',
    '--cid',
    options.id,
    '--cuuid',
    options.id,
    '--name',
    options.id,
    '--runtime',
    ociRuntime.command,
    ...[...ociRuntime.globalArgs, `--log=${runtimeLog}`].map((arg) => `--runtime-arg=${arg}`),
    '--bundle',
    options.bundle,
    '--full-attach',
    '--container-pidfile',
    join(options.bundle, 'pid'),
    '--conmon-pidfile',
    conmonPidFile,
    '--exit-dir',
    context.folders.exits,
    '--log-path',
    `k8s-file:${join(options.logFolder, 'container.log')}`,
    '--no-sync-log',
    '--log-level',
    'error',
    // At a terminal the end of input is typed; one who leaves must find it open when he comes back.
    ...(options.tty ? ['--terminal', '--leave-stdin-open'] : []),
    ...(options.openStdin ? ['--stdin'] : []),
  ];
  const sync = context.libc.pipe();
  const errors: Buffer[] = [];
  const child = (() => {
    try {
      return spawn(conmon, args, {
        stdio: ['ignore', 'ignore', 'pipe', sync.write, options.lifeline ?? 'ignore'],
        env: { ...process.env, _OCI_SYNCPIPE: '3' },
        cwd: options.bundle,
        detached: true,
      });
    } finally {
      closeSync(sync.write);
      if (options.lifeline !== null) closeSync(options.lifeline);
    }
  })();
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const reply = await Promise.race([readLine(sync.read), failed]);
  child.stderr?.destroy();
  child.unref();
  const pid = createdPid(reply);
  if (pid === null) {
    const log = textOf(runtimeLog) || Buffer.concat(errors).toString('utf8');
    throw (
      runtimeError(log) ??
      new DarkroomError(
        'CONTAINER_START_FAILED',
        `Start the container: ${reply.trim() || 'conmon ended'}`,
      )
    );
  }
  return { pid, conmonPid: Number(textOf(conmonPidFile)) };
}

/** conmon writes one line, `{"data": pid}`, or a negative number with a message. */
function createdPid(reply: string): number | null {
  try {
    const parsed = JSON.parse(reply) as { data?: unknown; pid?: unknown };
    const pid = Number(parsed.data ?? parsed.pid);
    return pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** The first line; conmon keeps the pipe open for as long as it lives. */
function readLine(fd: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = new Socket({ fd, readable: true, writable: false });
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n')) socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(text));
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
