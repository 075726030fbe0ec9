import { resolve } from 'node:path';
import { run, type RunOptions, type RunResult } from './run';

export const projectFolder = resolve(__dirname, '..', '..');
export const darkroomPath = resolve(projectFolder, 'bin', 'darkroom');

/** The command line against one store. */
export class Darkroom {
  constructor(readonly root: string) {}

  run(args: ReadonlyArray<string>, options: RunOptions = {}): Promise<RunResult> {
    return run(darkroomPath, args, {
      ...options,
      env: { ELECTRON_RUN_AS_NODE: undefined, DARKROOM_ROOT: this.root, ...options.env },
    });
  }

  /** Standard output, trimmed; fails with what the command said when its exit code is not 0. */
  async ok(args: ReadonlyArray<string>, options: RunOptions = {}): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(args, options);
    if (exitCode !== 0) {
      throw new Error(`darkroom ${args.join(' ')}: exit code ${exitCode}\n${stdout}\n${stderr}`);
    }
    return stdout.trim();
  }
}
