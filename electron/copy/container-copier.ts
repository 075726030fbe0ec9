import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { DarkroomError, toWire } from '../../shared/errors';
import type { PathStat } from '../../shared/model/container-files';
import type { ContainerOperations } from '../engine/engine';
import {
  packInPlace,
  statInPlace,
  unpackInPlace,
  type ArchiveProgram,
} from '../runtime/client/archive-run';
import { absolutePath, archiveName, planCopy, type CopyEnd } from './copy-path';

export interface CopyOptions {
  /** Follow a link that the source is. */
  readonly followLink: boolean;
  /** Into a container: owned by its user. */
  readonly archive: boolean;
}

const linkLimit = 10;

/**
 * `docker cp` for any engine: both ends are looked at, then one archive is streamed. Work on this
 * machine's files happens in a process of its own, so that nothing here waits for a disk.
 */
export class ContainerCopier {
  private readonly local: ArchiveProgram;

  constructor(
    private readonly containers: ContainerOperations,
    helperProgram: string,
  ) {
    this.local = { helperProgram, prefix: [] };
  }

  /** Resolves with the bytes of the archive. NOT_FOUND, CONFLICT. */
  async toContainer(
    container: string,
    source: string,
    target: string,
    options: CopyOptions,
    signal: AbortSignal,
  ): Promise<number> {
    const path = absolutePath(process.cwd(), source);
    const found = await this.localSource(path, options.followLink);
    const end = await this.containerTarget(container, target);
    const plan = planCopy({ name: found.name, isFolder: found.isFolder }, end);
    const name = plan.rename?.to ?? found.name;
    const { content } = await packInPlace(this.local, {
      kind: 'pack',
      root: null,
      path: found.path,
      name: name === '.' ? '' : name,
    });
    return this.write(container, plan.folder, content, options, signal);
  }

  /** A tar of the caller's own. */
  async streamToContainer(
    container: string,
    content: Readable,
    target: string,
    options: CopyOptions,
    signal: AbortSignal,
  ): Promise<number> {
    const end = await this.containerTarget(container, target);
    if (!end.isFolder) {
      throw new DarkroomError(
        'CONFLICT',
        `destination "${container}:${target}" must be a directory`,
        { data: { path: target } },
      );
    }
    return this.write(container, end.path, content, options, signal);
  }

  async fromContainer(
    container: string,
    source: string,
    target: string,
    options: CopyOptions,
    signal: AbortSignal,
  ): Promise<number> {
    const end = await this.localTarget(absolutePath(process.cwd(), target));
    const path = await this.containerSource(container, source, options.followLink);
    const { stat, content } = await this.containers.readArchive(container, path);
    try {
      const isFolder = stat.kind === 'directory';
      const inside = archiveName(path);
      const plan = planCopy({ name: inside, isFolder }, end);
      // A link that was followed keeps the link's name.
      const wanted = archiveName(source);
      const rename = plan.rename ?? (wanted === inside ? null : { from: inside, to: wanted });
      const counted = count(content);
      const request = { kind: 'unpack', root: null, owner: 'caller' } as const;
      await unpackInPlace(
        this.local,
        { ...request, path: plan.folder, rename },
        counted.stream,
        signal,
      );
      return counted.bytes();
    } finally {
      content.destroy();
    }
  }

  /** The archive itself. */
  async streamFromContainer(
    container: string,
    source: string,
    followLink: boolean,
  ): Promise<Readable> {
    const path = await this.containerSource(container, source, followLink);
    return (await this.containers.readArchive(container, path)).content;
  }

  private async write(
    container: string,
    folder: string,
    content: Readable,
    options: CopyOptions,
    signal: AbortSignal,
  ): Promise<number> {
    const counted = count(content);
    try {
      await this.containers.writeArchive(
        container,
        folder,
        counted.stream,
        { ownedByUser: options.archive },
        signal,
      );
      return counted.bytes();
    } finally {
      content.destroy();
    }
  }

  private async localSource(
    path: string,
    followLink: boolean,
  ): Promise<{ readonly path: string; readonly name: string; readonly isFolder: boolean }> {
    const stat = await statInPlace(this.local, null, path);
    const name = archiveName(path);
    if (!followLink || stat.kind !== 'symlink') {
      return { path, name, isFolder: stat.kind === 'directory' };
    }
    const target = await statInPlace(this.local, null, stat.linkTarget);
    return { path: stat.linkTarget, name, isFolder: target.kind === 'directory' };
  }

  private async localTarget(path: string): Promise<CopyEnd> {
    const stat = await orNull(statInPlace(this.local, null, path));
    const followed =
      stat?.kind === 'symlink'
        ? await orNull(statInPlace(this.local, null, stat.linkTarget))
        : stat;
    const place = stat?.kind === 'symlink' ? stat.linkTarget : path;
    if (followed === null) {
      const parent = posix.dirname(posix.normalize(place).replace(/(.)\/$/, '$1'));
      if ((await orNull(statInPlace(this.local, null, `${parent}/`)))?.kind !== 'directory') {
        throw new DarkroomError(
          'NOT_FOUND',
          `invalid output path: directory "${parent}" does not exist`,
          {
            data: { path: parent },
          },
        );
      }
      return { path: place, exists: false, isFolder: false };
    }
    if (followed.kind === 'other') {
      throw new DarkroomError('CONFLICT', `${place} is neither a directory nor a regular file`);
    }
    return { path: place, exists: true, isFolder: followed.kind === 'directory' };
  }

  private async containerSource(
    container: string,
    source: string,
    followLink: boolean,
  ): Promise<string> {
    const path = absolutePath('/', source);
    if (!followLink) return path;
    const stat = await this.containers.statPath(container, path);
    return stat.kind === 'symlink' ? stat.linkTarget : path;
  }

  private async containerTarget(container: string, target: string): Promise<CopyEnd> {
    let path = absolutePath('/', target);
    let stat = await orNull(this.containers.statPath(container, path));
    for (let links = 0; stat?.kind === 'symlink' && links < linkLimit; links += 1) {
      path = stat.linkTarget;
      stat = await orNull(this.containers.statPath(container, path));
    }
    if (stat?.kind === 'other') {
      throw new DarkroomError(
        'CONFLICT',
        `destination "${container}:${target}" must be a directory or a regular file`,
        { data: { path: target } },
      );
    }
    return { path, exists: stat !== null, isFolder: stat?.kind === 'directory' };
  }
}

/** Null for what is not there. */
async function orNull(stat: Promise<PathStat>): Promise<PathStat | null> {
  try {
    return await stat;
  } catch (error) {
    if (toWire(error).code === 'NOT_FOUND') return null;
    throw error;
  }
}

function count(content: Readable): { readonly stream: Readable; bytes(): number } {
  let total = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      done(null, chunk);
    },
  });
  content.once('error', (error) => stream.destroy(error));
  stream.once('close', () => content.destroy());
  content.pipe(stream);
  return { stream, bytes: () => total };
}
