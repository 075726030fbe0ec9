import type { ContainerConfig } from '../../../../shared/model/image';
import type { DraftedPackage } from '../../../../shared/model/draft';
import { draftAccounts } from './accounts';
import { configLines } from './config-lines';
import type { DraftInput, DraftPart } from './draft-part';
import { draftApk } from './packages/apk';
import { draftDpkg } from './packages/dpkg';
import { draftGem } from './packages/gem';
import { draftNpm } from './packages/npm';
import { draftPip } from './packages/pip';
import { draftRpm } from './packages/rpm';
import { draftRemaining, type ContextFile } from './remaining-files';
import { draftServices } from './services';
import { isTransient } from './transient';

export interface PlanInput extends DraftInput {
  /** What FROM names. */
  readonly base: string;
  /** What the draft is of, for its first line. */
  readonly subject: string;
  readonly beforeConfig: ContainerConfig;
  readonly afterConfig: ContainerConfig;
  /** Paths that must not get into the context, because a secret is in them. */
  readonly secretPaths: ReadonlySet<string>;
}

export interface DraftPlan {
  readonly dockerfileText: string;
  readonly files: ReadonlyArray<ContextFile>;
  readonly packages: ReadonlyArray<DraftedPackage>;
  readonly notes: ReadonlyArray<string>;
}

/** A Dockerfile that makes the one image out of the other, and the files it copies. */
export async function planDraft(input: PlanInput): Promise<DraftPlan> {
  const dpkg = await draftDpkg(input);
  const system = [dpkg, await draftApk(input), await draftRpm(input)];
  const accounts = await draftAccounts(input, dpkg.scripts);
  const languages = [await draftPip(input), await draftNpm(input), await draftGem(input)];
  const parts: ReadonlyArray<DraftPart> = [...system, accounts, ...languages];
  const covered = (path: string): boolean =>
    isTransient(path) || parts.some((part) => part.covers(path));
  const services = draftServices(input, covered);
  const needed = new Set(languages.flatMap(({ needs }) => needs));
  const isAccounted = (path: string): boolean =>
    input.secretPaths.has(path) || services.covers(path) || covered(path);
  const remaining = draftRemaining(input, isAccounted, needed);
  const instructions = [
    ...remaining.early.filter((line) => !isProjectLine(line, needed)),
    ...system.flatMap((part) => part.instructions),
    ...accounts.instructions,
    ...remaining.early.filter((line) => isProjectLine(line, needed)),
    ...languages.flatMap((part) => part.instructions),
    ...remaining.instructions,
    ...services.instructions,
  ];
  const config = configLines(input.beforeConfig, input.afterConfig);
  const user = input.beforeConfig.User ?? '';
  const isRoot = ['', '0', 'root'].includes(user);
  const lastUser = input.afterConfig.User ?? '';
  const lines = [
    `# Drafted from ${input.subject}. Read it before you rely on it.`,
    `FROM ${input.base}`,
    ...(isRoot || instructions.length === 0 ? [] : ['USER root']),
    ...instructions,
    ...config,
    ...(lastUser !== user || (!isRoot && instructions.length > 0)
      ? [`USER ${lastUser === '' ? 'root' : lastUser}`]
      : []),
  ];
  return {
    dockerfileText: `${lines.join('\n')}\n`,
    files: remaining.files,
    packages: parts.flatMap((part) => part.packages),
    notes: [
      ...parts.flatMap((part) => part.notes),
      ...remaining.notes,
      ...[...input.secretPaths].map(
        (path) => `${path} is left out: it holds a secret. Give it where the image runs.`,
      ),
    ],
  };
}

/** A COPY of a project's own lists, which may belong to a user that has to be made first. */
function isProjectLine(line: string, needed: ReadonlySet<string>): boolean {
  return [...needed].some((path) => line.includes(`files${path}`));
}
