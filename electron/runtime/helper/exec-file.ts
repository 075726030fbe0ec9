import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly code: number;
  readonly stderr: string;
}

/** Runs a short command and collects what it complains about. */
export function run(command: string, args: ReadonlyArray<string>): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 255, stderr }));
  });
}
