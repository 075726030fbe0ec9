import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import type { HealthProbe } from '../../../../shared/model/container';
import { signalProcess } from '../processes';

const outputLimitBytes = 4096;
/** What Docker notes where the probe did not end by itself. */
const noExitCode = -1;

/** Runs a probe to its end, or kills it when its time is over. */
export function runProbe(
  command: ReadonlyArray<string>,
  pidFile: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<HealthProbe> {
  const start = new Date().toISOString();
  const output: Buffer[] = [];
  let bytes = 0;
  const collect = (chunk: Buffer) => {
    if (bytes <= outputLimitBytes) output.push(chunk);
    bytes += chunk.length;
  };
  const ended = (exitCode: number, text: string): HealthProbe => {
    rmSync(pidFile, { force: true });
    return { start, end: new Date().toISOString(), exitCode, output: text };
  };
  return new Promise((resolve) => {
    const [program = '', ...args] = command;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let timedOut = false;
    const kill = () => {
      killInside(pidFile);
      child.kill('SIGKILL');
      // What the probe left running may hold its output open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, timeoutMs);
    signal.addEventListener('abort', kill, { once: true });
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(ended(noExitCode, error.message));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
      const text = shortened(Buffer.concat(output));
      if (!timedOut) return resolve(ended(code ?? noExitCode, text));
      const over = `Health check exceeded timeout (${timeoutMs / 1000}s)`;
      resolve(ended(noExitCode, text === '' ? over : `${over}: ${text}`));
    });
  });
}

function killInside(pidFile: string): void {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    if (pid > 1) signalProcess(pid, 'SIGKILL');
  } catch {
    // It has not come as far as having a process.
  }
}

function shortened(output: Buffer): string {
  if (output.length <= outputLimitBytes) return output.toString('utf8');
  return `${output.toString('utf8', 0, outputLimitBytes - 3)}...`;
}
