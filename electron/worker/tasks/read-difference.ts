import { closeSync, openSync } from 'node:fs';
import type { LayerEntry } from '../../../shared/model/layer';
import type { SecretFinding } from '../../../shared/model/secret';
import { DarkroomError } from '../../../shared/errors';
import { compilePathPatterns, type IgnoreMatcher } from '../../dockerfile/dockerfile';
import { SecretScanner } from '../../inspect/secrets/secret-scanner';
import { LayerWriter } from '../../oci/layer/layer-writer';
import { TarParser } from '../../oci/layer/tar-parser';
import { joinPath, parentPath } from '../../oci/layer/tar-path';
import type { TaskContext } from '../protocol';
import { frame, readFrames } from './difference-frames';
import { openSource, type SourceInput } from './source';

/** Where a tar belongs; see DifferencePlace of the engines. */
type Place =
  | { readonly kind: 'changes'; readonly parent: string; readonly single: boolean }
  | {
      readonly kind: 'volume';
      readonly target: string;
      readonly isIn: boolean;
      readonly hides: boolean;
    };

export interface ReadDifferenceInput {
  /** Frames; see difference-frames. */
  readonly source: SourceInput;
  /** The file that becomes the layer; null to look only. */
  readonly targetPath: string | null;
  /** Layer paths that are new or changed, and those that are gone. */
  readonly present: ReadonlyArray<string>;
  readonly deleted: ReadonlyArray<string>;
  readonly exclude: ReadonlyArray<string>;
}

export interface ReadDifferenceOutput {
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly entries: ReadonlyArray<LayerEntry>;
  readonly volumes: ReadonlyArray<{
    readonly target: string;
    readonly entries: ReadonlyArray<LayerEntry>;
  }>;
  readonly secrets: ReadonlyArray<SecretFinding>;
  readonly missing: ReadonlyArray<string>;
  /** Changes that the patterns leave out. */
  readonly leftOutCount: number;
}

const markers = { mode: 0o644, uid: 0, gid: 0, sizeBytes: 0, mtimeSeconds: 0, mtimeNanos: 0 };

/** Makes a layer of tars out of a container, or only tells what would be in it and what leaks. */
export async function readDifference(
  input: ReadDifferenceInput,
  context: TaskContext,
): Promise<ReadDifferenceOutput> {
  const source = openSource(input.source);
  const sink = openSync(input.targetPath ?? '/dev/null', 'w', 0o600);
  try {
    const difference = new Difference(input, sink);
    for await (const { kind, body } of readFrames(source)) {
      context.throwIfCancelled();
      if (kind === frame.part) difference.begin(JSON.parse(Buffer.from(body).toString()) as Place);
      else if (kind === frame.data) difference.data(body);
      else difference.end(kind === frame.whole);
    }
    return difference.finish();
  } finally {
    closeSync(sink);
    await source.close();
  }
}

class Difference {
  private readonly scanner = new SecretScanner();
  private readonly writer: LayerWriter;
  private readonly present: ReadonlySet<string>;
  private readonly excluded: IgnoreMatcher;
  private readonly leftOutCount: number;
  private readonly written = new Set<string>();
  private readonly missing: string[] = [];
  private readonly volumes: { readonly target: string; readonly entries: LayerEntry[] }[] = [];
  private part: Part | null = null;

  constructor(
    private readonly input: ReadDifferenceInput,
    sink: number,
  ) {
    this.writer = new LayerWriter(sink, { tap: this.scanner });
    this.excluded = compilePathPatterns(input.exclude);
    this.present = withFolders(input.present, (path) => !this.isLeftOut(path));
    const deleted = input.deleted.filter((path) => !this.isLeftOut(path)).sort();
    for (const path of deleted) this.writer.add({ ...markers, path, kind: 'whiteout' });
    const all = input.present.length + input.deleted.length;
    this.leftOutCount = all - this.present.size - deleted.length;
  }

  begin(place: Place): void {
    if (place.kind === 'changes') {
      this.part = new Part(place.parent, place.single, this.writer, (entry) => this.takes(entry));
      return;
    }
    const volume = { target: place.target, entries: [] as LayerEntry[] };
    this.volumes.push(volume);
    this.part = new Part(place.target, false, this.writer, (entry) => {
      volume.entries.push(entry);
      if (!place.isIn || (entry.path !== place.target && this.isLeftOut(entry.path))) return null;
      const taken = this.accept(entry);
      const isHiding = place.hides && taken !== null && entry.path === place.target;
      return isHiding ? { entry, behind: { ...markers, path: entry.path, kind: 'opaque' } } : taken;
    });
  }

  data(chunk: Uint8Array): void {
    this.part?.push(chunk);
  }

  end(isWhole: boolean): void {
    this.part?.end(isWhole);
    this.part = null;
  }

  finish(): ReadDifferenceOutput {
    const { targetPath } = this.input;
    const { diffId, sizeBytes, entries } = this.writer.finish({ durable: targetPath !== null });
    const { findings } = this.scanner.finish(targetPath);
    const { volumes, missing, leftOutCount } = this;
    return { diffId, sizeBytes, entries, volumes, secrets: findings, missing, leftOutCount };
  }

  private takes(entry: LayerEntry): Taken | null {
    return this.present.has(entry.path) ? this.accept(entry) : null;
  }

  /** Each path once; a hard link only behind its target. */
  private accept(entry: LayerEntry): Taken | null {
    if (this.written.has(entry.path)) return null;
    if (entry.kind === 'hardlink' && !this.written.has(entry.link ?? '')) {
      this.missing.push(entry.path);
      return null;
    }
    this.written.add(entry.path);
    return { entry };
  }

  private isLeftOut(path: string): boolean {
    return this.excluded.match(path).isIgnored;
  }
}

/** What stays, and the changed folders above it: a layer has no file without its folder's owner. */
function withFolders(
  paths: ReadonlyArray<string>,
  isKept: (path: string) => boolean,
): ReadonlySet<string> {
  const all = new Set(paths);
  const kept = new Set<string>();
  for (const path of paths) {
    if (!isKept(path)) continue;
    for (let at = path; at !== '' && !kept.has(at); at = parentPath(at))
      if (all.has(at)) kept.add(at);
  }
  return kept;
}

interface Taken {
  readonly entry: LayerEntry;
  /** An entry to add behind it. */
  readonly behind?: LayerEntry;
}

/** One tar on its way into the layer. */
class Part {
  private readonly parser: TarParser;
  private taken: Taken | null = null;
  private position = 0;
  private isDone = false;

  constructor(
    private readonly parent: string,
    private readonly isSingle: boolean,
    private readonly writer: LayerWriter,
    private readonly take: (entry: LayerEntry) => Taken | null,
  ) {
    this.parser = new TarParser(
      {
        begin: (entry) => this.begin(entry),
        data: (chunk, position) => this.data(chunk, position),
        end: () => this.close(),
      },
      { whiteouts: false, oddRoot: 'skip' },
    );
  }

  push(chunk: Uint8Array): void {
    if (!this.isDone) this.parser.push(chunk);
  }

  end(isWhole: boolean): void {
    if (this.isDone) return;
    if (isWhole) this.parser.end();
    else if (this.isSingle) {
      throw new DarkroomError(
        'ARCHIVE_TRUNCATED',
        'Read the container: the archive ends too early',
      );
      // Only a look at a large volume is cut off: what follows is as if it were zeros.
    } else this.close();
  }

  private begin(found: LayerEntry): void {
    if (this.isDone) return;
    const { dataOffset: _, digest: __, ...rest } = found;
    const below = (path: string) => (path === '' ? this.parent : joinPath(this.parent, path));
    const entry: LayerEntry = {
      ...rest,
      path: below(found.path),
      ...(found.kind === 'hardlink' ? { link: below(found.link ?? '') } : {}),
    };
    // The root's own attributes are not a layer's to change, and no layer can hold a whiteout's name.
    const isOdd = entry.path === '' || /(^|\/)\.wh\.[^/]*$/.test(entry.path);
    this.taken = isOdd ? null : this.take(entry);
    this.position = 0;
    if (this.taken !== null) this.writer.begin(this.taken.entry);
  }

  private data(chunk: Uint8Array, position: number): void {
    if (this.taken === null || this.isDone) return;
    this.writer.writeZeros(position - this.position);
    this.writer.write(chunk);
    this.position = position + chunk.length;
  }

  private close(): void {
    if (this.isDone) return;
    const { taken } = this;
    if (taken !== null) {
      if (taken.entry.kind === 'file')
        this.writer.writeZeros(taken.entry.sizeBytes - this.position);
      this.writer.end();
      if (taken.behind !== undefined) this.writer.add(taken.behind);
    }
    this.taken = null;
    this.isDone = this.isSingle;
  }
}
