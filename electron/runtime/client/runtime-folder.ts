import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import { isPrivateFolder, userFolder } from '../../base/user-folder';
import type { SandboxPaths } from '../paths';

/**
 * The folder for sockets and for what a reboot should forget; private to the user. Where it lies is
 * written down in the store, because XDG_RUNTIME_DIR is set in some of a user's sessions and not in
 * others, and all must meet the same helper. PERMISSION_DENIED when somebody else made it.
 */
export function runtimeFolder(paths: SandboxPaths, env: NodeJS.ProcessEnv): string {
  const uid = process.getuid?.() ?? 0;
  const note = join(paths.state, 'runtime-folder');
  const known = readNote(note);
  if (known !== null && isPrivateFolder(known, uid)) return known;
  const name = createHash('sha256').update(realpathSync(paths.root)).digest('hex').slice(0, 12);
  const base = userFolder(uid, env);
  const folder = join(base, `darkroom-${name}`);
  for (const path of [base, folder]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (!isPrivateFolder(path, uid)) {
      throw new DarkroomError('PERMISSION_DENIED', `Use ${path}: it belongs to somebody else`, {
        data: { path },
        hint: 'Remove it, or set XDG_RUNTIME_DIR to a folder of your own.',
      });
    }
  }
  mkdirSync(paths.state, { recursive: true });
  writeFileSync(`${note}.${process.pid}`, folder, { mode: 0o600 });
  renameSync(`${note}.${process.pid}`, note);
  return folder;
}

function readNote(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
