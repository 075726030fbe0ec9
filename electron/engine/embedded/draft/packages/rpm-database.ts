import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPackageBlobs } from '../../../../store/read-package-blobs';
import type { ImageFiles } from '../image-files';

export interface RpmPackage {
  readonly name: string;
  /** `version-release` */
  readonly version: string;
  readonly files: ReadonlyArray<string>;
  readonly requires: ReadonlyArray<string>;
  readonly provides: ReadonlyArray<string>;
}

/** Where rpm keeps its SQLite database: the second place is Fedora's since 36. */
export const rpmDatabasePaths = ['var/lib/rpm/rpmdb.sqlite', 'usr/lib/sysimage/rpm/rpmdb.sqlite'];

/** Installed packages by name; none where there is no such database. */
export async function readRpmDatabase(
  files: ImageFiles,
  path: string,
): Promise<ReadonlyMap<string, RpmPackage>> {
  const bytes = await files.bytes(path);
  if (bytes === null) return new Map();
  // SQLite opens files only, and what rpm had not yet merged lies in a second one.
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-rpm-'));
  try {
    const copy = join(folder, 'rpmdb.sqlite');
    await writeFile(copy, bytes);
    const journal = await files.bytes(`${path}-wal`);
    if (journal !== null) await writeFile(`${copy}-wal`, journal);
    return new Map(
      readPackageBlobs(copy)
        .map(readHeader)
        .filter((one) => one.name !== '' && one.name !== 'gpg-pubkey')
        .map((one) => [one.name, one]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tags of rpm's headers: rpmtag.h. */
const tag = {
  name: 1000,
  version: 1001,
  release: 1002,
  provideName: 1047,
  requireName: 1049,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
} as const;
const indexEntryBytes = 16;

/**
 * A header as the database keeps it: count of entries and bytes of data, the entries (tag, type,
 * offset, count; big-endian), the data. rpm's "RPM V4 Package format".
 */
export function readHeader(header: Buffer): RpmPackage {
  const entryCount = header.readUInt32BE(0);
  const data = 8 + entryCount * indexEntryBytes;
  const entries = new Map<number, { readonly offset: number; readonly count: number }>();
  for (let index = 0; index < entryCount; index += 1) {
    const at = 8 + index * indexEntryBytes;
    entries.set(header.readUInt32BE(at), {
      offset: data + header.readUInt32BE(at + 8),
      count: header.readUInt32BE(at + 12),
    });
  }
  const texts = (number: number): string[] => {
    const entry = entries.get(number);
    if (entry === undefined) return [];
    const list: string[] = [];
    for (let at = entry.offset; list.length < entry.count && at < header.length;) {
      const end = header.indexOf(0, at);
      if (end === -1) break;
      list.push(header.toString('utf8', at, end));
      at = end + 1;
    }
    return list;
  };
  const numbers = (number: number): number[] => {
    const entry = entries.get(number);
    return entry === undefined
      ? []
      : Array.from({ length: entry.count }, (_, index) =>
          header.readUInt32BE(entry.offset + index * 4),
        );
  };
  const folders = texts(tag.dirNames);
  const places = numbers(tag.dirIndexes);
  return {
    name: texts(tag.name)[0] ?? '',
    version: `${texts(tag.version)[0] ?? ''}-${texts(tag.release)[0] ?? ''}`,
    files: texts(tag.baseNames).map(
      (base, index) => `${folders[places[index] ?? 0] ?? '/'}${base}`,
    ),
    requires: texts(tag.requireName),
    provides: texts(tag.provideName),
  };
}
