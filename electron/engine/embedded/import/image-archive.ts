import { open, readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { DarkroomError } from '../../../../shared/errors';
import type { ArchiveMember } from '../../../worker/tasks/list-archive';
import type { ArchiveSource } from './archive-source';

/** The files of an image archive, wherever they lie. */
export interface ImageArchive {
  has(path: string): boolean | Promise<boolean>;
  /** Small files only; ARCHIVE_NOT_AN_IMAGE when missing or too large. */
  read(path: string): Promise<Buffer>;
  /** A member to be read as a layer, and its size in bytes. */
  layer(path: string): Promise<{ readonly source: ArchiveSource; readonly sizeBytes: number }>;
}

/** The most that a manifest or config may hold. */
const smallBytes = 16 << 20;
const maxLinks = 10;

/** An uncompressed tar in a file. */
export class TarImageArchive implements ImageArchive {
  private readonly members: ReadonlyMap<string, ArchiveMember>;

  constructor(
    private readonly path: string,
    members: ReadonlyArray<ArchiveMember>,
  ) {
    this.members = new Map(members.map((member) => [member.path, member]));
  }

  has(path: string): boolean {
    return this.find(path) !== null;
  }

  async read(path: string): Promise<Buffer> {
    const { start, sizeBytes } = this.get(path);
    if (sizeBytes > smallBytes) throw notAnImage(`“${path}” is too large for what it is`);
    const file = await open(this.path, 'r');
    try {
      const content = Buffer.alloc(sizeBytes);
      const { bytesRead } = await file.read(content, 0, sizeBytes, start);
      if (bytesRead === sizeBytes) return content;
      throw new DarkroomError('ARCHIVE_TRUNCATED', `Read image archive: “${path}” ends too early`);
    } finally {
      await file.close();
    }
  }

  layer(path: string): Promise<{ source: ArchiveSource; sizeBytes: number }> {
    const { start, sizeBytes } = this.get(path);
    const source = { kind: 'file', path: this.path, start, lengthBytes: sizeBytes } as const;
    return Promise.resolve({ source, sizeBytes });
  }

  private get(path: string): ArchiveMember {
    const member = this.find(path);
    if (member === null) throw notAnImage(`“${path}” is missing`);
    return member;
  }

  /** Follows links: docker and skopeo write layers that are the same as links. */
  private find(path: string): ArchiveMember | null {
    let current = posix.normalize(path);
    for (let step = 0; step < maxLinks; step += 1) {
      const member = this.members.get(current);
      if (member?.link === undefined) return member ?? null;
      const { kind, target } = member.link;
      current =
        kind === 'hard' ? target : posix.normalize(posix.join(posix.dirname(current), target));
    }
    return null;
  }
}

/** An OCI image layout in a folder. */
export class FolderImageArchive implements ImageArchive {
  constructor(private readonly root: string) {}

  async has(path: string): Promise<boolean> {
    return (await stat(this.at(path)).catch(() => null))?.isFile() === true;
  }

  async read(path: string): Promise<Buffer> {
    if ((await this.size(path)) > smallBytes)
      throw notAnImage(`“${path}” is too large for what it is`);
    return readFile(this.at(path));
  }

  async layer(path: string): Promise<{ source: ArchiveSource; sizeBytes: number }> {
    const sizeBytes = await this.size(path);
    const source = { kind: 'file', path: this.at(path), start: 0, lengthBytes: null } as const;
    return { source, sizeBytes };
  }

  private async size(path: string): Promise<number> {
    const found = await stat(this.at(path)).catch(() => null);
    if (found?.isFile() !== true) throw notAnImage(`“${path}” is missing`);
    return found.size;
  }

  /** Paths come from digests or from the archive's own lists: none may lead out. */
  private at(path: string): string {
    const clean = posix.normalize(path);
    if (clean.startsWith('..') || posix.isAbsolute(clean)) {
      throw new DarkroomError('ARCHIVE_HOSTILE', `Read image archive: “${path}” leads out of it`);
    }
    return join(this.root, clean);
  }
}

export function notAnImage(reason: string, cause?: unknown): DarkroomError {
  return new DarkroomError('ARCHIVE_NOT_AN_IMAGE', `Read image archive: ${reason}`, { cause });
}
