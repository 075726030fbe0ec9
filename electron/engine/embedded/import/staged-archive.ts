import { notATar } from '../../../oci/layer/content-kind';
import type { ArchiveMember } from '../../../worker/tasks/archive-member';
import {
  findMember,
  missing,
  notAnImage,
  tooLarge,
  type ArchivedLayer,
  type ImageArchive,
  type LayerContent,
} from './image-archive';

/** A member as it was read: a layer, or what is small; null where it was too large to keep. */
export type StagedMember = Pick<ArchiveMember, 'sizeBytes' | 'link'> & {
  readonly content: LayerContent | { readonly kind: 'bytes'; readonly bytes: Buffer } | null;
};

/** An archive that was read to its end, layers in staged files; `dispose` discards those. */
export class StagedImageArchive implements ImageArchive {
  private readonly members = new Map<string, StagedMember>();

  /** Of two with one name the later counts, as when they are unpacked. */
  async add(path: string, member: StagedMember): Promise<void> {
    await discard(this.members.get(path));
    this.members.set(path, member);
  }

  has(path: string): boolean {
    return findMember(this.members, path) !== null;
  }

  read(path: string): Promise<Buffer> {
    const { content } = this.get(path);
    if (content === null) return Promise.reject(tooLarge(path));
    if (content.kind === 'bytes') return Promise.resolve(content.bytes);
    return Promise.reject(notAnImage(`“${path}” is an archive where a list should be`));
  }

  layer(path: string): Promise<ArchivedLayer> {
    const { content, sizeBytes } = this.get(path);
    if (content !== null && content.kind !== 'bytes')
      return Promise.resolve({ content, sizeBytes });
    const error = notATar(content?.bytes ?? Buffer.from(' '));
    return Promise.resolve({ content: { kind: 'unfit', error }, sizeBytes });
  }

  async dispose(): Promise<void> {
    for (const member of this.members.values()) await discard(member);
  }

  private get(path: string): StagedMember {
    return findMember(this.members, path) ?? missing(path);
  }
}

async function discard(member: StagedMember | undefined): Promise<void> {
  if (member?.content?.kind === 'staged') await member.content.read.staged.discard();
}
