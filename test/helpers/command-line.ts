import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export const projectFolder = resolve(__dirname, '..', '..');
export const darkroomPath = resolve(projectFolder, 'bin', 'darkroom');

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandSettings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Written to standard input, which is then closed. */
  readonly input?: string | Buffer;
}

/** Runs a program to its end. Never rejects because of an exit code. */
export function runProgram(
  program: string,
  args: ReadonlyArray<string>,
  settings: CommandSettings = {},
): Promise<CommandResult> {
  return new Promise((done, fail) => {
    const child = spawn(program, [...args], {
      cwd: settings.cwd,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined, ...settings.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => stdout.push(data));
    child.stderr.on('data', (data: Buffer) => stderr.push(data));
    child.on('error', fail);
    child.on('close', (code, signal) => {
      done({
        code: code ?? (signal === null ? -1 : 128),
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
    // A program that ends without reading its input is no failure of the test.
    child.stdin.on('error', () => undefined);
    child.stdin.end(settings.input ?? '');
  });
}

/** The command line against one store. */
export class Darkroom {
  constructor(readonly root: string) {}

  run(args: ReadonlyArray<string>, settings: CommandSettings = {}): Promise<CommandResult> {
    return runProgram(darkroomPath, args, {
      ...settings,
      env: { DARKROOM_ROOT: this.root, ...settings.env },
    });
  }

  /** Standard output, trimmed; fails with what the command said when its exit code is not 0. */
  async ok(args: ReadonlyArray<string>, settings: CommandSettings = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(args, settings);
    if (code !== 0) {
      throw new Error(`darkroom ${args.join(' ')}: exit code ${code}\n${stdout}\n${stderr}`);
    }
    return stdout.trim();
  }
}
