import type {
  Amount,
  ContextReport,
  IgnoredByLine,
  SecretKind,
  SecretPath,
  UnusedPath,
} from '../../../shared/model/context-report';
import { columnFlags, type ContextColumns, type ContextEntry } from './context-columns';
import { contextTree, markUsed, type ContextNode } from './context-tree';
import type { ContextUses } from './context-uses';
import type { SecretDetector } from './secret-names';

export interface ReportInput {
  readonly entries: ReadonlyArray<ContextEntry>;
  /** Where links lead, by path. */
  readonly targets: ReadonlyMap<string, string>;
  readonly uses: ContextUses;
  readonly ignoreLines: ReadonlyArray<{ readonly line: number; readonly written: string }>;
  readonly ignoreName: string;
  readonly secrets: SecretDetector;
}

export type ReportSummary = Omit<ContextReport, 'reportId'>;

/** Entries of a list that are named; the rest is counted. */
const listed = 500;

/** What a context sends, keeps back and does not use, and its size tree. */
export function reportContext(input: ReportInput): {
  readonly summary: ReportSummary;
  readonly columns: ContextColumns;
} {
  const root = contextTree(input.entries);
  markUsed(root, input.uses, input.targets);
  const { isComplete } = input.uses;
  const secrets = findSecrets(root, input.secrets);
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
      secrets: secrets.slice(0, listed).map(({ node, kind }) => secretPath(node, kind, isComplete)),
      secretCount: secrets.length,
    },
    columns: flatten(root, isComplete, new Map(secrets.map(({ node, kind }) => [node, kind]))),
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

function findSecrets(
  root: ContextNode,
  detector: SecretDetector,
): ReadonlyArray<{ readonly node: ContextNode; readonly kind: SecretKind }> {
  const found: Array<{ node: ContextNode; kind: SecretKind }> = [];
  const visit = (node: ContextNode): void => {
    for (const child of node.children) {
      if ((child.entry?.ignoredByLine ?? 0) > 0) continue;
      const isFile = child.children.length === 0 && child.entry?.isFolder === false;
      const kind = isFile ? detector.detect(child.path) : null;
      if (kind !== null) found.push({ node: child, kind });
      visit(child);
    }
  };
  visit(root);
  // Those that end up in an image come first.
  return found.sort((a, b) => Number(b.node.usedByLine > 0) - Number(a.node.usedByLine > 0));
}

function secretPath(node: ContextNode, kind: SecretKind, isUseKnown: boolean): SecretPath {
  const isUsed = isUseKnown && node.usedByLine > 0;
  return { path: node.path, kind, usedByLine: isUsed ? node.usedByLine : null };
}

function flatten(
  root: ContextNode,
  isUseKnown: boolean,
  secretKinds: ReadonlyMap<ContextNode, SecretKind>,
): ContextColumns {
  const count = countBelow(root);
  const names: string[] = [];
  const secrets = new Map<number, SecretKind>();
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
      const kind = secretKinds.get(child);
      if (kind !== undefined) secrets.set(index, kind);
      visit(child);
      ends[index] = names.length;
    }
  };
  visit(root);
  return { names, ends, bytes, files, ignoredByLine, flags, secrets };
}

function countBelow(node: ContextNode): number {
  return node.children.reduce((sum, child) => sum + 1 + countBelow(child), 0);
}
