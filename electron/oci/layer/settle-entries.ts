import { DarkroomError } from '../../../shared/errors';
import type { LayerEntry } from '../../../shared/model/layer';
import { joinPath, parentPath } from './tar-path';

type Tree = Map<string, LayerEntry>;
/** The hard links to each path, some perhaps gone since. */
type Heirs = Map<string, string[]>;

/** Links followed for one path before it counts as a loop: the kernel's limit. */
const maxLinks = 40;

/**
 * What unpacking an archive in order leaves, when it names paths more than once or goes through
 * symbolic links: later entries replace earlier ones, a folder keeps what is in it, links are followed
 * inside the root only. Entries keep the order of their last appearance.
 */
export function settleEntries(entries: Iterable<LayerEntry>): LayerEntry[] {
  const tree: Tree = new Map<string, LayerEntry>();
  const heirs: Heirs = new Map();
  const marks: LayerEntry[] = [];
  for (const raw of entries) {
    const path = resolveFolder(tree, raw.path);
    const link = raw.kind === 'hardlink' ? resolveFolder(tree, raw.link ?? '') : raw.link;
    const entry =
      path === raw.path && link === raw.link
        ? raw
        : { ...raw, path, ...(link === undefined ? {} : { link }) };
    if (entry.kind === 'whiteout' || entry.kind === 'opaque') {
      marks.push(entry);
      continue;
    }
    if (entry.kind === 'hardlink' && entry.link === entry.path) continue;
    const before = tree.get(path);
    if (before !== undefined) {
      if (before.kind === 'directory' && entry.kind !== 'directory') removeBelow(tree, heirs, path);
      else if (before.kind !== 'directory') handLinksOver(tree, heirs, before);
      tree.delete(path);
    }
    tree.set(path, entry);
    if (entry.kind === 'hardlink' && entry.link !== undefined) remember(heirs, entry.link, path);
  }
  // A whiteout beside an entry of the same path says nothing more.
  return [
    ...tree.values(),
    ...marks.filter((mark) => mark.kind === 'opaque' || !tree.has(mark.path)),
  ];
}

/** The path with the links among its folders followed, as if the layer's root were `/`. */
function resolveFolder(tree: ReadonlyMap<string, LayerEntry>, path: string): string {
  const pending = path.split('/').reverse();
  const name = pending.shift() ?? '';
  let folder = '';
  let links = 0;
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      folder = parentPath(folder);
      continue;
    }
    const next = joinPath(folder, part);
    const entry = tree.get(next);
    if (entry === undefined || entry.kind === 'directory') folder = next;
    else if (entry.kind === 'symlink') {
      links += 1;
      if (links > maxLinks) throw hostile(path, 'goes through a loop of links');
      if (entry.link?.startsWith('/') === true) folder = '';
      pending.push(...(entry.link ?? '').split('/').reverse());
    } else throw hostile(path, `lies below “${next}”, which is no folder`);
  }
  return joinPath(folder, name);
}

function removeBelow(tree: Tree, heirs: Heirs, folder: string): void {
  const prefix = `${folder}/`;
  for (const [path, entry] of [...tree]) {
    if (!path.startsWith(prefix)) continue;
    tree.delete(path);
    if (entry.kind !== 'directory') handLinksOver(tree, heirs, entry);
  }
}

/** A file that goes away lives on in the hard links to it: the first becomes the file. */
function handLinksOver(tree: Tree, heirs: Heirs, gone: LayerEntry): void {
  if (gone.kind === 'hardlink') return;
  let heir: string | null = null;
  for (const path of heirs.get(gone.path) ?? []) {
    const entry = tree.get(path);
    if (entry?.kind !== 'hardlink' || entry.link !== gone.path) continue;
    tree.set(path, heir === null ? { ...gone, path } : { ...entry, link: heir });
    if (heir === null) heir = path;
    else remember(heirs, heir, path);
  }
  heirs.delete(gone.path);
}

function remember(heirs: Heirs, target: string, path: string): void {
  const known = heirs.get(target);
  if (known === undefined) heirs.set(target, [path]);
  else known.push(path);
}

function hostile(path: string, why: string): DarkroomError {
  return new DarkroomError('ARCHIVE_HOSTILE', `Read archive: “${path}” ${why}`, { data: { path } });
}
