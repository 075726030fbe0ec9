import type { LayerEntry } from '../../../shared/model/layer';
import { elfHeaderBytes, readElfPlatform, type ElfPlatform } from './elf';
import { describeDistribution, type Distribution } from './os-release';
import { baseName, joinPath, parentPath } from './tar-path';

/** What an archive turned out to hold. */
export type ArchiveKind =
  | { readonly kind: 'rootfs'; readonly prefix: string }
  | { readonly kind: 'image-archive' }
  | { readonly kind: 'other'; readonly text: string };

/** Folders of a root file system (Filesystem Hierarchy Standard 3.0); the strong ones appear nowhere else. */
const systemFolders = new Set(
  'bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var'.split(
    ' ',
  ),
);
const strongFolders = new Set('dev etc proc root sbin sys usr var'.split(' '));

const shells = ['bin/sh', 'bin/bash', 'bin/busybox', 'bin/dash', 'bin/ash'];
const releaseFiles = new Set(['etc/os-release', 'usr/lib/os-release', 'etc/debian_version']);
const releaseBytes = 16 << 10;
const maxPrefixes = 32;
const maxPrograms = 4096;

const imageMember =
  /^(oci-layout|repositories|blobs\/sha256(\/[0-9a-f]{64})?|[0-9a-f]{64}(\.json|\.tar|\/(VERSION|json|layer\.tar))?)$/;

/**
 * Watches the entries of an archive go by and says what it is: a root file system (at the top or below
 * a folder), an image archive, or neither; and what system it is. Keeps a bounded amount.
 */
export class RootfsObserver {
  private readonly foldersBelow = new Map<string, Set<string>>();
  private readonly programs = new Map<string, ElfPlatform>();
  private readonly links = new Map<string, string>();
  private readonly texts = new Map<string, string>();
  private imageMembers = 0;
  private hasProgram = false;
  private fileCount = 0;
  private firstFile = '';
  private capture: { entry: LayerEntry; bytes: Buffer; fill: number } | null = null;

  /** True while the content of the entry begun last is wanted. */
  get isCapturing(): boolean {
    return this.capture !== null;
  }

  begin(entry: LayerEntry): void {
    const { path, kind } = entry;
    this.capture = null;
    if (imageMember.test(path)) this.imageMembers += 1;
    this.tally(path, kind === 'directory' || kind === 'symlink');
    if (kind === 'symlink' && this.links.size < maxPrograms && isProgramPlace(path)) {
      this.links.set(path, entry.link ?? '');
    }
    if (kind === 'hardlink' && isProgramPlace(path)) this.links.set(path, `/${entry.link ?? ''}`);
    if (kind !== 'file') return;
    this.fileCount += 1;
    if (this.firstFile === '') this.firstFile = path;
    const wanted = this.wantedBytes(entry);
    if (wanted > 0) this.capture = { entry, bytes: Buffer.alloc(wanted), fill: 0 };
  }

  data(chunk: Uint8Array, position: number): void {
    const capture = this.capture;
    if (capture === null || position !== capture.fill) return;
    const count = Math.min(chunk.length, capture.bytes.length - capture.fill);
    capture.bytes.set(chunk.subarray(0, count), capture.fill);
    capture.fill += count;
    if (capture.fill === capture.bytes.length) this.finishCapture();
  }

  end(): void {
    this.finishCapture();
  }

  /** The answer so far; null while it may still be either. `isWhole`: nothing more comes. */
  decide(isWhole: boolean): ArchiveKind | null {
    const top = this.foldersBelow.get('');
    if (top !== undefined) return { kind: 'rootfs', prefix: '' };
    if (this.imageMembers > 0) return { kind: 'image-archive' };
    for (const [prefix, found] of this.foldersBelow) {
      const strong = [...found].filter((name) => strongFolders.has(name)).length;
      const isNamed = prefix === 'rootfs/' && found.size > 0;
      if (isNamed || (strong >= 2 && found.size >= 3)) return { kind: 'rootfs', prefix };
    }
    if (!isWhole) return null;
    if (this.hasProgram) return { kind: 'rootfs', prefix: '' };
    return { kind: 'other', text: this.describe() };
  }

  /** The shell's platform, or that of any program; null when there is none. */
  platform(prefix: string): ElfPlatform | null {
    for (const shell of [...shells, ...shells.map((path) => `usr/${path}`)]) {
      const found = this.programs.get(this.follow(prefix, prefix + shell));
      if (found !== undefined) return found;
    }
    for (const [path, platform] of this.programs) if (path.startsWith(prefix)) return platform;
    return null;
  }

  distribution(prefix: string): Distribution {
    const text = (path: string): string | null => this.texts.get(prefix + path) ?? null;
    return describeDistribution(
      text('etc/os-release') ?? text('usr/lib/os-release'),
      text('etc/debian_version'),
    );
  }

  /** `/bin/bash` or `/bin/sh`, whichever is there; '' when neither is. */
  shell(prefix: string): string {
    const has = (path: string): boolean => {
      const target = this.follow(prefix, prefix + path);
      return this.programs.has(target);
    };
    if (has('bin/bash') || has('usr/bin/bash')) return '/bin/bash';
    return has('bin/sh') || has('usr/bin/sh') || has('bin/busybox') ? '/bin/sh' : '';
  }

  private tally(path: string, isFolderLike: boolean): void {
    const [first = '', second, third] = path.split('/', 3);
    if (systemFolders.has(first) && (isFolderLike || second !== undefined)) this.found('', first);
    else if (
      second !== undefined &&
      systemFolders.has(second) &&
      (isFolderLike || third !== undefined)
    ) {
      this.found(`${first}/`, second);
    }
  }

  private found(prefix: string, name: string): void {
    const known = this.foldersBelow.get(prefix);
    if (known !== undefined) known.add(name);
    else if (this.foldersBelow.size < maxPrefixes) this.foldersBelow.set(prefix, new Set([name]));
  }

  private wantedBytes(entry: LayerEntry): number {
    const { path, sizeBytes } = entry;
    if (releaseFiles.has(withoutFirst(path)) || releaseFiles.has(path))
      return Math.min(sizeBytes, releaseBytes);
    const isProgram = (entry.mode & 0o111) !== 0 && sizeBytes >= elfHeaderBytes;
    const isWanted = isProgramPlace(path) || !this.hasProgram;
    return isProgram && isWanted && this.programs.size < maxPrograms ? elfHeaderBytes : 0;
  }

  private finishCapture(): void {
    const capture = this.capture;
    this.capture = null;
    if (capture === null) return;
    const { entry } = capture;
    const bytes = capture.bytes.subarray(0, capture.fill);
    if (releaseFiles.has(withoutFirst(entry.path)) || releaseFiles.has(entry.path)) {
      this.texts.set(entry.path, bytes.toString('utf8'));
      return;
    }
    const platform = readElfPlatform(bytes);
    if (platform === null) return;
    this.programs.set(entry.path, platform);
    this.hasProgram = true;
  }

  /** Follows the links of a program's path as far as they are known. */
  private follow(prefix: string, path: string): string {
    let current = path;
    for (let step = 0; step < 10; step += 1) {
      const link = this.links.get(current);
      if (link !== undefined) {
        current = link.startsWith('/')
          ? prefix + link.slice(1)
          : joinPath(parentPath(current), link);
        continue;
      }
      const folder = this.links.get(parentPath(current));
      if (folder === undefined) break;
      const base = folder.startsWith('/')
        ? prefix + folder.slice(1)
        : joinPath(parentPath(parentPath(current)), folder);
      current = joinPath(base, baseName(current));
    }
    return current;
  }

  private describe(): string {
    if (this.fileCount === 0) return 'a tar without files';
    const count = this.fileCount === 1 ? 'one file' : `${this.fileCount} files`;
    return `a tar of ${count} (“${this.firstFile}”${this.fileCount === 1 ? '' : ' and so on'}), with neither system folders nor programs`;
  }
}

/** bin or usr/bin, perhaps below one folder, or the `bin` folder itself (merged /usr links it). */
function isProgramPlace(path: string): boolean {
  return /^([^/]+\/)?(usr\/)?bin(\/[^/]+)?$/.test(path);
}

function withoutFirst(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}
