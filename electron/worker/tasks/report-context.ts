import { IgnoreMatcher } from '../../dockerfile/dockerfile';
import type { PlatformParts } from '../../dockerfile/dockerfile';
import type { ContextColumns, ContextEntry } from '../../inspect/context/context-columns';
import { reportContext, type ReportSummary } from '../../inspect/context/context-report';
import { contextUses } from '../../inspect/context/context-uses';
import { secretNames } from '../../inspect/context/secret-names';
import type { CancelContext } from './layer-content';
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
}

export interface ReportContextOutput {
  readonly summary: ReportSummary;
  readonly columns: ContextColumns;
}

/** Walks a context and says what a build would send, keep back and not use. */
export function reportContextTask(
  input: ReportContextInput,
  task: CancelContext,
): ReportContextOutput {
  const { root, ignoreText, ignoreName, buildPlatform, targetPlatform } = input;
  const walked = walkContext({ root, ignoreText, reportIgnored: true }, task);
  task.throwIfCancelled();
  const buildArgs = new Map(Object.entries(input.buildArgs));
  return reportContext({
    entries: [...sentEntries(walked), ...ignoredEntries(walked)],
    targets: linkTargets(walked),
    uses: contextUses(input.dockerfileText, { buildArgs, buildPlatform, targetPlatform }),
    ignoreLines: new IgnoreMatcher(ignoreText).lines,
    ignoreName,
    secrets: secretNames,
  });
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
