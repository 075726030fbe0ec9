import { readSync } from 'node:fs';
import type { SecretFinding } from '../../../shared/model/secret';
import { SecretScanner } from '../../inspect/secrets/secret-scanner';
import type { Libc } from '../native/libc';
import type { ContainerVolume } from '../step';
import { throwIfCancelled, withFile } from './layer-write';
import { ifStillThere } from './still-there';
import { walkUpper, type UpperItem, type WalkOptions } from './upper-walk';
import { walkVolume } from './volume-walk';

export interface ScanOptions extends WalkOptions {
  /** Volumes to look through as well. */
  readonly volumes: ReadonlyArray<ContainerVolume>;
}

const bufferBytes = 1 << 20;

/** Looks for secrets in a container's changes without writing anything: for the review. */
export function scanChanges(libc: Libc, options: ScanOptions): ReadonlyArray<SecretFinding> {
  const scanner = new SecretScanner();
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  for (const item of walkUpper(libc, options)) scanItem(scanner, item, buffer, options);
  for (const volume of options.volumes) {
    for (const item of walkVolume(libc, options, volume, new Set()))
      scanItem(scanner, item, buffer, options);
  }
  return scanner.finish(null).findings;
}

function scanItem(
  scanner: SecretScanner,
  { entry, fullPath }: UpperItem,
  buffer: Buffer,
  options: ScanOptions,
): void {
  throwIfCancelled(options);
  scanner.begin(entry);
  if (entry.kind === 'file' && entry.sizeBytes > 0) {
    const read = (fd: number) => {
      for (let at = 0; at < entry.sizeBytes;) {
        throwIfCancelled(options);
        const wanted = Math.min(buffer.length, entry.sizeBytes - at);
        const count = readSync(fd, buffer, 0, wanted, at);
        if (count === 0) break;
        scanner.data(buffer.subarray(0, count), at);
        at += count;
      }
    };
    ifStillThere(() => withFile(fullPath, read));
  }
  scanner.end();
}
