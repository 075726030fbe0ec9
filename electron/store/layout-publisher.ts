import { open, readFile, rm, stat } from 'node:fs/promises';
import { renameSync, type Stats } from 'node:fs';
import type { Descriptor } from '../oci/descriptor';
import { encodeImageIndex, parseImageIndex } from '../oci/image-index';
import { mediaTypes, refNameAnnotation } from '../oci/media-types';
import { temporaryPath } from './blobs/blob-store';
import type { IndexDatabase } from './index/index-database';
import { layoutIndexPath } from './paths';
import type { StorePaths } from './store';

/** Marks the entries of index.json that are made from the index; all others are other tools'. */
export const imageIdAnnotation = 'darkroom.image.id';

interface LayoutRow {
  readonly image_id: string;
  readonly manifest_digest: string;
  readonly manifest_bytes: number;
  readonly architecture: string;
  readonly os: string;
  readonly name: string | null;
}

/**
 * Writes `index.json` from the index. The file is written aside without any lock; only the rename is
 * inside an immediate transaction, and only when nobody has published a newer state meanwhile. So
 * processes never lose each other's entries and never wait for each other's disk.
 */
export class LayoutPublisher {
  private running: Promise<void> = Promise.resolve();
  /** The file as this process wrote it last: while it is that one, it need not be read again. */
  private written: { readonly mark: string; readonly foreign: ReadonlyArray<Descriptor> } | null =
    null;

  constructor(
    private readonly database: IndexDatabase,
    private readonly paths: StorePaths,
  ) {}

  /** True when a process was stopped between its commit and the file. */
  isBehind(): boolean {
    return this.database.counter('published') < this.database.counter('layout');
  }

  /** Resolves when index.json shows at least what is committed now. */
  publish(): Promise<void> {
    const wanted = this.database.counter('layout');
    const work = this.running.then(async () => {
      while (this.database.counter('published') < wanted) await this.publishOnce();
    });
    this.running = work.catch(() => undefined);
    return work;
  }

  /** Writes the file even when the counters say it is up to date. */
  async republish(): Promise<void> {
    this.database.transaction(() => this.database.bump('layout'));
    await this.publish();
  }

  /** What index.json has to hold now, other tools' entries included. */
  async expected(): Promise<ReadonlyArray<Descriptor>> {
    const own = this.database.all<LayoutRow>(layoutSql).map(toDescriptor);
    const names = new Set(own.map((item) => item.annotations?.[refNameAnnotation]));
    const foreign = await this.foreign();
    return [
      ...own,
      ...foreign.filter((item) => {
        const name = item.annotations?.[refNameAnnotation];
        return name === undefined || !names.has(name);
      }),
    ];
  }

  /** Entries that other tools put into index.json. */
  async foreign(): Promise<ReadonlyArray<Descriptor>> {
    const mark = fileMark(await stat(layoutIndexPath(this.paths)).catch(() => null));
    if (mark !== '' && mark === this.written?.mark) return this.written.foreign;
    const entries = await this.published().catch(() => []);
    return entries.filter((item) => item.annotations?.[imageIdAnnotation] === undefined);
  }

  /** What index.json holds. STORE_CORRUPT when it cannot be read. */
  async published(): Promise<ReadonlyArray<Descriptor>> {
    return parseImageIndex(await readFile(layoutIndexPath(this.paths))).manifests;
  }

  private async publishOnce(): Promise<void> {
    // The counter first: what is read after it may be newer, never older.
    const generation = this.database.counter('layout');
    const entries = await this.expected();
    const path = temporaryPath(this.paths);
    try {
      const mark = await writeSynced(path, encodeImageIndex(entries));
      this.database.transaction(() => {
        if (this.database.counter('published') >= generation) return;
        renameSync(path, layoutIndexPath(this.paths));
        this.database.setCounter('published', generation);
        const foreign = entries.filter(
          (item) => item.annotations?.[imageIdAnnotation] === undefined,
        );
        this.written = { mark, foreign };
      });
    } finally {
      await rm(path, { force: true });
    }
  }
}

async function writeSynced(path: string, content: Buffer): Promise<string> {
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(content);
    await file.sync();
    return fileMark(await file.stat());
  } finally {
    await file.close();
  }
}

/** Tells a file from any that another writes in its place; '' for none. */
function fileMark(file: Stats | null): string {
  return file === null ? '' : `${file.ino} ${file.size} ${file.mtimeMs}`;
}

const layoutSql = `
  SELECT images.image_id, manifest_digest, length(CAST(manifest AS BLOB)) AS manifest_bytes,
    architecture, os, tags.name
  FROM images LEFT JOIN tags ON tags.image_id = images.image_id
  ORDER BY images.added_seq, tags.name`;

function toDescriptor(row: LayoutRow): Descriptor {
  return {
    mediaType: mediaTypes.manifest,
    digest: row.manifest_digest,
    size: row.manifest_bytes,
    platform: { os: row.os, architecture: row.architecture },
    annotations: {
      ...(row.name === null ? {} : { [refNameAnnotation]: row.name }),
      [imageIdAnnotation]: row.image_id,
    },
  };
}
