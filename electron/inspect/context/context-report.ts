import type {
  Amount,
  ContextReport,
  IgnoredByLine,
  UnusedPath,
} from '../../../shared/model/context-report';
import { columnFlags, type ContextColumns, type ContextEntry } from './context-columns';
import { contextTree, markUsed, type ContextNode } from './context-tree';
import type { ContextUses } from './context-uses';

export interface ReportInput {
  readonly entries: ReadonlyArray<ContextEntry>;
  /** Where links lead, by path. */
  readonly targets: ReadonlyMap<string, string>;
  readonly uses: ContextUses;
  readonly ignoreLines: ReadonlyArray<{ readonly line: number; readonly written: string }>;
  readonly ignoreName: string;
}

export type ReportSummary = Omit<ContextReport, 'reportId'>;

/** Entries of a list that are named; the rest is counted. */
const listed = 500;

/** What a context sends, keeps back and does not use, its size tree, and which line takes a path. */
export function reportContext(input: ReportInput): {
  readonly summary: ReportSummary;
  readonly columns: ContextColumns;
  /** Line of the first instruction that takes a path; null for none, and where that cannot be told. */
  usedBy(path: string): number | null;
} {
  const root = contextTree(input.entries);
  markUsed(root, input.uses, input.targets);
  const { isComplete } = input.uses;
  const unused = isComplete ? findUnused(root) : [];
  const ignored = ignoredByLine(input);
  const ignoredAmount = total(ignored);
  return {
    summary: {
      sent: {
        files: root.files - ignoredAmount.files,
        sizeBytes: root.bytes - ignoredAmount.sizeBytes,
      },
      ignored: ignoredAmount,
      ignoreName: input.ignoreName,
      byLine: ignored,
      unused: unused.slice(0, listed),
      unusedTotal: total(unused),
      isUseKnown: isComplete,
    },
    columns: flatten(root, isComplete),
    usedBy: (path) => (isComplete ? nodeAt(root, path)?.usedByLine : 0) || null,
  };
}

function total(parts: ReadonlyArray<Amount>): Amount {
  return {
    files: parts.reduce((sum, part) => sum + part.files, 0),
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
  };
}

function ignoredByLine({ entries, ignoreLines }: ReportInput): ReadonlyArray<IgnoredByLine> {
  const byLine = new Map<number, { files: number; sizeBytes: number; largest: ContextEntry }>();
  for (const entry of entries) {
    if (entry.ignoredByLine === 0) continue;
    const known = byLine.get(entry.ignoredByLine);
    if (known === undefined) {
      const { files, sizeBytes } = entry;
      byLine.set(entry.ignoredByLine, { files, sizeBytes, largest: entry });
      continue;
    }
    known.files += entry.files;
    known.sizeBytes += entry.sizeBytes;
    if (entry.sizeBytes > known.largest.sizeBytes) known.largest = entry;
  }
  return [...byLine]
    .map(([line, { files, sizeBytes, largest }]) => {
      const written = ignoreLines.find((one) => one.line === line)?.written ?? '';
      return { line, written, files, sizeBytes, example: largest.path };
    })
    .sort((a, b) => b.sizeBytes - a.sizeBytes || a.line - b.line);
}

/** The topmost nodes that are sent and that nothing takes; the Dockerfile's own files are no waste. */
function findUnused(root: ContextNode): ReadonlyArray<UnusedPath> {
  const found: UnusedPath[] = [];
  const visit = (node: ContextNode): void => {
    for (const child of node.children) {
      if ((child.entry?.ignoredByLine ?? 0) > 0 || isBuildFile(child)) continue;
      const { path, usedByLine, files, bytes } = child;
      if (usedByLine > 0 || holdsIgnored(child)) {
        visit(child);
      } else if (files > 0) {
        found.push({ path, files, sizeBytes: bytes, isFolder: child.entry?.isFolder === true });
      }
    }
  };
  visit(root);
  return found.sort((a, b) => b.sizeBytes - a.sizeBytes);
}

function holdsIgnored(node: ContextNode): boolean {
  return node.children.some(
    (child) => (child.entry?.ignoredByLine ?? 0) > 0 || holdsIgnored(child),
  );
}

function isBuildFile({ name }: ContextNode): boolean {
  return /dockerfile|\.dockerignore$|^\.git(ignore|attributes)$/i.test(name);
}

function nodeAt(root: ContextNode, path: string): ContextNode | undefined {
  let node: ContextNode | undefined = root;
  for (const name of path.split('/')) node = node?.byName.get(name);
  return node;
}

function flatten(root: ContextNode, isUseKnown: boolean): ContextColumns {
  const count = countBelow(root);
  const names: string[] = [];
  const ends = new Uint32Array(count);
  const bytes = new Float64Array(count);
  const files = new Uint32Array(count);
  const ignoredByLine = new Uint32Array(count);
  const flags = new Uint8Array(count);
  const visit = (node: ContextNode): void => {
    for (const child of node.children) {
      const index = names.length;
      names.push(child.name);
      bytes[index] = child.bytes;
      files[index] = child.files;
      const line = child.entry?.ignoredByLine ?? 0;
      ignoredByLine[index] = line;
      const isFolder = child.entry?.isFolder ?? true;
      const isUnused =
        isUseKnown &&
        child.usedByLine === 0 &&
        line === 0 &&
        child.files > 0 &&
        !isBuildFile(child);
      flags[index] = (isFolder ? columnFlags.folder : 0) | (isUnused ? columnFlags.unused : 0);
      visit(child);
      ends[index] = names.length;
    }
  };
  visit(root);
  return { names, ends, bytes, files, ignoredByLine, flags };
}

function countBelow(node: ContextNode): number {
  return node.children.reduce((sum, child) => sum + 1 + countBelow(child), 0);
}
