import { open, readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { DarkroomError } from '../../../../shared/errors';
import { smallBytes, type ArchiveMember } from '../../../worker/tasks/archive-member';
import type { ArchiveSource } from './archive-source';
import type { LayerRead } from './read-layer';

type FileContent = Extract<ArchiveSource, { kind: 'file' }>;

/** Where a layer of an archive is. */
export type LayerContent =
  | FileContent
  /** Read already, in a staged file that the archive discards in the end. */
  | { readonly kind: 'staged'; readonly read: LayerRead }
  /** Passed over, because the store has what its name says. */
  | { readonly kind: 'known'; readonly diffId: string }
  | { readonly kind: 'unfit'; readonly error: DarkroomError };

export interface ArchivedLayer<C extends LayerContent = LayerContent> {
  readonly content: C;
  /** As it is in the archive, compressed or not. */
  readonly sizeBytes: number;
}

/** The files of an image archive, wherever they lie. */
export interface ImageArchive {
  has(path: string): boolean | Promise<boolean>;
  /** Small files only; ARCHIVE_NOT_AN_IMAGE when missing or too large. */
  read(path: string): Promise<Buffer>;
  /** A member as a layer; ARCHIVE_NOT_AN_IMAGE when missing. */
  layer(path: string): Promise<ArchivedLayer>;
}

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
    return findMember(this.members, path) !== null;
  }

  async read(path: string): Promise<Buffer> {
    const { start, sizeBytes } = this.get(path);
    if (sizeBytes > smallBytes) throw tooLarge(path);
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

  layer(path: string): Promise<ArchivedLayer> {
    const { start, sizeBytes } = this.get(path);
    const content = { kind: 'file', path: this.path, start, lengthBytes: sizeBytes } as const;
    return Promise.resolve({ content, sizeBytes });
  }

  private get(path: string): ArchiveMember {
    return findMember(this.members, path) ?? missing(path);
  }
}

/** Follows links: docker and skopeo write layers that are the same as links. */
export function findMember<T extends Pick<ArchiveMember, 'link'>>(
  members: ReadonlyMap<string, T>,
  path: string,
): T | null {
  let current = posix.normalize(path);
  for (let step = 0; step < maxLinks; step += 1) {
    const member = members.get(current);
    if (member?.link === undefined) return member ?? null;
    const { kind, target } = member.link;
    current =
      kind === 'hard' ? target : posix.normalize(posix.join(posix.dirname(current), target));
  }
  return null;
}

/** An OCI image layout in a folder. */
export class FolderImageArchive implements ImageArchive {
  constructor(private readonly root: string) {}

  async has(path: string): Promise<boolean> {
    return (await stat(this.at(path)).catch(() => null))?.isFile() === true;
  }

  async read(path: string): Promise<Buffer> {
    if ((await this.size(path)) > smallBytes) throw tooLarge(path);
    return readFile(this.at(path));
  }

  async layer(path: string): Promise<ArchivedLayer<FileContent>> {
    const sizeBytes = await this.size(path);
    const content = { kind: 'file', path: this.at(path), start: 0, lengthBytes: null } as const;
    return { content, sizeBytes };
  }

  private async size(path: string): Promise<number> {
    const found = await stat(this.at(path)).catch(() => null);
    if (found?.isFile() !== true) return missing(path);
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

export function missing(path: string): never {
  throw notAnImage(`“${path}” is missing`);
}

export function tooLarge(path: string): DarkroomError {
  return notAnImage(`“${path}” is too large for what it is`);
}
