import { spawn, spawnSync } from 'node:child_process';
import { SetupError } from './report.mjs';

/** Runs a program with its output shown; rejects with a SetupError unless it exits with 0. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 2, 2], ...options });
    child.on('error', (cause) =>
      reject(new SetupError(`cannot start ${command}: ${cause.message}`)),
    );
    child.on('exit', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new SetupError(`${command} ${args.join(' ')} failed (${signal ?? code})`)),
    );
  });
}

/** Runs a program quietly; gives its exit code and output. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', ...options });
  return {
    ok: result.status === 0,
    code: result.status,
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
  };
}

/** Whether a program of this name can be found in PATH. */
export function has(command) {
  return capture('sh', ['-c', `command -v ${command}`]).ok;
}
