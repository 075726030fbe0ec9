import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './command-line';

/** Large inputs are kept between runs, outside the tree; the bench uses the same ones. */
export const testCache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'darkroom-tests');

export interface Template {
  readonly tar: string;
  readonly gz: string;
}

/** True where this machine can make a template: debootstrap needs root, or one made earlier. */
export function canMakeTemplate(): boolean {
  return existsSync(templatePaths().gz) || (process.getuid?.() === 0 && existsSync('/usr/sbin/debootstrap'));
}

function templatePaths(): Template {
  const tar = join(testCache, 'bookworm-minbase.tar');
  return { tar, gz: `${tar}.gz` };
}

/** A real Debian root file system as debootstrap makes it, about 200 MB, and its .gz. */
export async function debootstrapTemplate(): Promise<Template> {
  const paths = templatePaths();
  await mkdir(testCache, { recursive: true });
  if (!existsSync(paths.tar)) {
    const folder = join(testCache, `bookworm-minbase-${process.pid}`);
    await must('debootstrap', ['--variant=minbase', 'bookworm', folder]);
    const part = `${paths.tar}.${process.pid}`;
    await must('tar', ['-C', folder, '--numeric-owner', '--xattrs', '-cf', part, '.']);
    await rename(part, paths.tar);
    await rm(folder, { recursive: true, force: true });
  }
  if (!existsSync(paths.gz)) {
    const part = `${paths.gz}.${process.pid}`;
    await must('sh', ['-c', `gzip -c '${paths.tar}' > '${part}'`]);
    await rename(part, paths.gz);
  }
  return paths;
}

async function must(program: string, args: ReadonlyArray<string>): Promise<void> {
  const { code, stderr } = await runProgram(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${code}\n${stderr}`);
}
