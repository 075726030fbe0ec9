import { IgnoreMatcher } from '../../dockerfile/dockerfile';
import type { PlatformParts } from '../../dockerfile/dockerfile';
import type { ContextColumns, ContextEntry } from '../../inspect/context/context-columns';
import { reportContext, type ReportSummary } from '../../inspect/context/context-report';
import { contextUses } from '../../inspect/context/context-uses';
import type { ContextSecret } from '../../../shared/model/context-report';
import type { TaskContext } from '../protocol';
import { scanContext, type ScanLimits } from './scan-context';
import { contextKinds, walkContext, type WalkedContext } from './walk-context';

export interface ReportContextInput {
  /** Absolute, in surrogateescape form. */
  readonly root: string;
  readonly ignoreText: string;
  readonly ignoreName: string;
  readonly dockerfileText: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly buildPlatform: PlatformParts;
  readonly targetPlatform: PlatformParts;
  readonly limits: ScanLimits;
  /** Stamps of the files in which the scan before found nothing. */
  readonly clean: BigUint64Array;
}

/** What the walk found: handed out before files are read. */
export interface WalkedReport {
  readonly summary: ReportSummary;
  readonly columns: ContextColumns;
}

/** What stands in the files. */
export interface ReportContextOutput {
  readonly secrets: ReadonlyArray<ContextSecret>;
  readonly unreadFiles: number;
  readonly clean: BigUint64Array;
}

/**
 * Walks a context and says what a build would send, keep back and not use; then looks for secrets in the
 * files that would be sent.
 */
export function reportContextTask(
  input: ReportContextInput,
  task: TaskContext,
): ReportContextOutput {
  const { root, ignoreText, ignoreName, buildPlatform, targetPlatform } = input;
  const walked = walkContext({ root, ignoreText, reportIgnored: true }, task);
  task.throwIfCancelled();
  const buildArgs = new Map(Object.entries(input.buildArgs));
  const { usedBy, ...report } = reportContext({
    entries: [...sentEntries(walked), ...ignoredEntries(walked)],
    targets: linkTargets(walked),
    uses: contextUses(input.dockerfileText, { buildArgs, buildPlatform, targetPlatform }),
    ignoreLines: new IgnoreMatcher(ignoreText).lines,
    ignoreName,
  });
  task.progress(report satisfies WalkedReport);
  const { findings, ...scanned } = scanContext(root, walked, input.clean, input.limits, task);
  const secrets = findings.map((finding) => ({ ...finding, usedByLine: usedBy(finding.path) }));
  return { ...scanned, secrets };
}

function sentEntries(walked: WalkedContext): ReadonlyArray<ContextEntry> {
  return walked.paths.map((path, index): ContextEntry => {
    const kind = contextKinds[walked.kinds[index] ?? 0];
    const isFolder = kind === 'directory';
    const sizeBytes = walked.sizes[index] ?? 0;
    const isLink = kind === 'symlink';
    return { path, isFolder, isLink, sizeBytes, files: isFolder ? 0 : 1, ignoredByLine: 0 };
  });
}

function ignoredEntries(walked: WalkedContext): ReadonlyArray<ContextEntry> {
  return walked.ignored.map(({ path, line, isFolder, files, sizeBytes }) => ({
    path,
    isFolder,
    isLink: false,
    sizeBytes,
    files,
    ignoredByLine: line,
  }));
}

function linkTargets(walked: WalkedContext): ReadonlyMap<string, string> {
  return new Map([...walked.targets].map(([index, target]) => [walked.paths[index] ?? '', target]));
}
