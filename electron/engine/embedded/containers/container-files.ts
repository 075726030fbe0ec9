import type { Readable } from 'node:stream';
import { DarkroomError } from '../../../../shared/errors';
import type { FolderListing, PathStat } from '../../../../shared/model/container-files';
import {
  listInPlace,
  packInPlace,
  statInPlace,
  unpackInPlace,
  type PackedArchive,
} from '../../../runtime/client/archive-run';
import type { Sandbox } from '../../../runtime/sandbox';
import { containerEvent } from '../../../store/container-events';
import type { ContainerRecord, Store } from '../../../store/store';
import type { PathArchive, WriteArchiveOptions } from '../../engine';
import { readStoredConfig } from './container-config';
import { containerSpec } from './container-spec';

/**
 * Files into and out of containers, running or not. A running one shows what its processes see, with
 * all mounts; a stopped one is mounted meanwhile, its volumes and binds included.
 */
export class ContainerFiles {
  constructor(private readonly parts: { readonly store: Store; readonly sandbox: Sandbox }) {}

  async stat(record: ContainerRecord, path: string): Promise<PathStat> {
    const program = await this.parts.sandbox.archiveProgram();
    return this.withRoot(record, 'view', (root) => statInPlace(program, root, path));
  }

  async list(record: ContainerRecord, path: string): Promise<FolderListing> {
    const program = await this.parts.sandbox.archiveProgram();
    return this.withRoot(record, 'view', (root) => listInPlace(program, root, path));
  }

  /** The root is held until the content was read to its end or destroyed. */
  async read(record: ContainerRecord, path: string): Promise<PathArchive> {
    const archive = await this.pack(record, 'view', path, rootName(path));
    this.tell(record, 'archive-path');
    return archive;
  }

  async export(record: ContainerRecord): Promise<Readable> {
    const { content } = await this.pack(record, 'files', '/', '');
    this.tell(record, 'export');
    return content;
  }

  async write(
    record: ContainerRecord,
    path: string,
    content: Readable,
    options: WriteArchiveOptions,
    signal: AbortSignal,
  ): Promise<void> {
    if (record.options.readOnly === true) {
      throw new DarkroomError('PERMISSION_DENIED', 'container rootfs is marked read-only', {
        data: { container: record.name },
        hint: 'Copy into a volume or a tmpfs of it while it runs, from inside.',
      });
    }
    const program = await this.parts.sandbox.archiveProgram();
    const owner = options.ownedByUser ? await this.ownerOf(record) : 'keep';
    await this.withRoot(record, 'view', (root) =>
      unpackInPlace(program, { kind: 'unpack', root, path, rename: null, owner }, content, signal),
    );
    this.tell(record, 'extract-to-dir');
  }

  private tell(record: ContainerRecord, action: string): void {
    this.parts.store.events.add(containerEvent(record, action));
  }

  private async pack(
    record: ContainerRecord,
    kind: 'view' | 'files',
    path: string,
    name: string,
  ): Promise<PackedArchive> {
    const program = await this.parts.sandbox.archiveProgram();
    return new Promise((resolve, reject) => {
      const whole = this.withRoot(record, kind, async (root) => {
        const ended = new Promise<void>((end) => {
          packInPlace(program, { kind: 'pack', root, path, name }, end).then(resolve, (error) => {
            reject(error as Error);
            end();
          });
        });
        await ended;
      });
      whole.catch(reject);
    });
  }

  private async withRoot<T>(
    record: ContainerRecord,
    kind: 'view' | 'files',
    use: (root: string) => Promise<T>,
  ): Promise<T> {
    const stored = await readStoredConfig(this.parts.store.paths.container(record.id));
    const { lowers, mounts } = containerSpec(record.id, stored, record.options);
    return this.parts.sandbox.withRoot({ id: record.id, lowers, mounts, kind }, use);
  }

  /** Numbers only: Docker, too, looks names up nowhere but in the daemon's own files. */
  private async ownerOf(record: ContainerRecord): Promise<'keep' | { uid: number; gid: number }> {
    const { config } = await readStoredConfig(this.parts.store.paths.container(record.id));
    const match = /^(\d+)(?::(\d+))?$/.exec(config.User ?? '');
    if (match === null) return 'keep';
    return { uid: Number(match[1]), gid: Number(match[2] ?? match[1]) };
  }
}

/** What the archive of a path begins with: `.` for the content of a folder, else its last component. */
export function rootName(path: string): string {
  if (/(^|\/)\.$/.test(path)) return '.';
  return (
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? '.'
  );
}
