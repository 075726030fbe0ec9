import { existsSync } from 'node:fs';
import { chmod, copyFile, rename } from 'node:fs/promises';
import path from 'node:path';

/**
 * The packager's last steps that it leaves to us: our licence where a program's is looked for, with
 * Electron's beside it under its name, and a folder that not only its maker may open.
 */
export async function finishFolder(root: string, packaged: string): Promise<void> {
  const ours = path.join(packaged, 'LICENSE');
  const electrons = path.join(packaged, 'LICENSE.electron.txt');
  if (existsSync(ours) && !existsSync(electrons)) await rename(ours, electrons);
  await copyFile(path.join(root, 'LICENSE'), ours);
  await chmod(packaged, 0o755);
}
