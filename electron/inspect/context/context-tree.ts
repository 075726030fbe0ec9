import { hasWildcard, matchWildcard } from '../../dockerfile/text/wildcard';
import type { ContextEntry } from './context-columns';
import type { ContextUses } from './context-uses';

/** A file or folder with what is below it. */
export interface ContextNode {
  readonly name: string;
  readonly path: string;
  readonly entry: ContextEntry | null;
  readonly children: ContextNode[];
  readonly byName: Map<string, ContextNode>;
  bytes: number;
  files: number;
  /** Line of the first instruction that takes it or something below; 0 for none. */
  usedByLine: number;
}

/** Joins entries to a tree with sums. Folders that only hold what is kept back have no entry. */
export function contextTree(entries: Iterable<ContextEntry>): ContextNode {
  const root = newNode('', '', null);
  for (const entry of entries) {
    let node = root;
    const parts = entry.path.split('/');
    parts.forEach((part, index) => {
      let next = node.byName.get(part);
      if (next === undefined) {
        const isLast = index === parts.length - 1;
        next = newNode(part, parts.slice(0, index + 1).join('/'), isLast ? entry : null);
        node.byName.set(part, next);
        node.children.push(next);
      }
      node = next;
    });
    node.bytes += entry.sizeBytes;
    node.files += entry.files;
  }
  sum(root);
  return root;
}

function newNode(name: string, path: string, entry: ContextEntry | null): ContextNode {
  const sums = { bytes: 0, files: 0, usedByLine: 0 };
  return { name, path, entry, children: [], byName: new Map(), ...sums };
}

function sum(node: ContextNode): void {
  for (const child of node.children) {
    sum(child);
    node.bytes += child.bytes;
    node.files += child.files;
  }
  node.children.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}

interface Source {
  readonly line: number;
  readonly pattern: string;
  readonly depth: number;
  readonly isPattern: boolean;
}

/** Notes which nodes an instruction takes. A link that is taken also takes what it points to. */
export function markUsed(
  root: ContextNode,
  { uses }: ContextUses,
  targets: ReadonlyMap<string, string>,
): void {
  const sources = uses.flatMap(({ line, source }) =>
    [source, ...linked(source, targets)].map((path) => ({
      line,
      pattern: path,
      depth: path === '' ? 0 : path.split('/').length,
      isPattern: hasWildcard(path),
    })),
  );
  const whole = sources.find(({ pattern }) => pattern === '');
  mark(root, 0, whole?.line ?? 0, sources);
}

function mark(
  node: ContextNode,
  depth: number,
  inherited: number,
  sources: ReadonlyArray<Source>,
): void {
  node.usedByLine = inherited;
  for (const child of node.children) {
    const own = inherited === 0 ? takenBy(child.path, depth + 1, sources) : inherited;
    mark(child, depth + 1, own, sources);
    if (node.usedByLine === 0) node.usedByLine = child.usedByLine;
  }
}

function takenBy(path: string, depth: number, sources: ReadonlyArray<Source>): number {
  for (const source of sources) {
    if (source.depth !== depth) continue;
    if (source.isPattern ? matchWildcard(source.pattern, path) : source.pattern === path)
      return source.line;
  }
  return 0;
}

/** Where the links on the way to a path lead, as far as they stay inside. */
function linked(path: string, targets: ReadonlyMap<string, string>): ReadonlyArray<string> {
  const parts = path.split('/');
  for (let count = 1; count <= parts.length; count += 1) {
    const link = parts.slice(0, count).join('/');
    const target = targets.get(link);
    if (target === undefined) continue;
    const base = target.startsWith('/') ? [] : parts.slice(0, count - 1);
    const resolved: string[] = [...base];
    for (const part of [...target.split('/'), ...parts.slice(count)]) {
      if (part === '..') resolved.pop();
      else if (part !== '' && part !== '.') resolved.push(part);
    }
    return [resolved.join('/')];
  }
  return [];
}
