import { lstatSync } from 'node:fs';

/** Where sockets and the like of a user lie: XDG_RUNTIME_DIR, where it is the user's own; else below /tmp. */
export function userFolder(uid: number, env: NodeJS.ProcessEnv): string {
  const given = env['XDG_RUNTIME_DIR'];
  if (given !== undefined && given.startsWith('/') && isPrivateFolder(given, uid)) return given;
  return `/tmp/darkroom-${uid}`;
}

/** Whether nobody else can put anything there. */
export function isPrivateFolder(path: string, uid: number): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat !== undefined && stat.isDirectory() && stat.uid === uid && (stat.mode & 0o022) === 0;
}
