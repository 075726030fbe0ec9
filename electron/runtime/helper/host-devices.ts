import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { OciDevice } from '../spec/runtime-spec';

/** Mounts of their own in a container, and what a terminal makes. */
const left = new Set(['/dev/pts', '/dev/shm', '/dev/mqueue', '/dev/console', '/dev/ptmx']);
const permissionBits = 0o777;

/** Every device node below a folder of the host: what a privileged container gets. */
export function hostDevices(folder: string): ReadonlyArray<OciDevice> {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): ReadonlyArray<OciDevice> => {
    const path = join(folder, entry.name);
    if (left.has(path)) return [];
    if (entry.isDirectory()) return hostDevices(path);
    if (!entry.isBlockDevice() && !entry.isCharacterDevice()) return [];
    const { rdev, mode, uid, gid } = statSync(path);
    return [
      {
        path,
        type: entry.isBlockDevice() ? 'b' : 'c',
        major: majorOf(rdev),
        minor: minorOf(rdev),
        fileMode: mode & permissionBits,
        uid,
        gid,
      },
    ];
  });
}

/** glibc's gnu_dev_major and gnu_dev_minor, for the 32-bit numbers of Linux. */
function majorOf(device: number): number {
  return (device >>> 8) & 0xfff;
}

function minorOf(device: number): number {
  return (device & 0xff) | ((device >>> 12) & 0xfff00);
}
