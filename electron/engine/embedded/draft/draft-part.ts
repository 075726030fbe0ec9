import type { DraftedPackage } from '../../../../shared/model/draft';
import type { FileChange } from '../../../../shared/model/layer';
import type { ImageFiles } from './image-files';

/** What changed between the image that was started and the snapshot. Paths of changes begin with `/`. */
export interface DraftInput {
  readonly before: ImageFiles;
  readonly after: ImageFiles;
  readonly changes: ReadonlyArray<FileChange>;
}

/** Some instructions of the draft, and what they account for. */
export interface DraftPart {
  /** Files that have to be there first, as paths with leading slash. */
  readonly needs: ReadonlyArray<string>;
  /** Dockerfile instructions. */
  readonly instructions: ReadonlyArray<string>;
  readonly packages: ReadonlyArray<DraftedPackage>;
  readonly notes: ReadonlyArray<string>;
  /** Whether the instructions bring about what changed at a path. */
  covers(path: string): boolean;
}

export const nothing: DraftPart = {
  needs: [],
  instructions: [],
  packages: [],
  notes: [],
  covers: () => false,
};

/** A RUN of several commands, one a line. */
export function runAll(commands: ReadonlyArray<string>): string {
  return `RUN ${commands.join(' \\\n && ')}`;
}

/** A command with an argument a line, for lists that people edit. */
export function listed(command: string, items: ReadonlyArray<string>): string {
  return [command, ...items.map(quote)].join(' \\\n      ');
}

/** A word for the shell. */
export function quote(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The direct children of a folder of an image, by name. */
export function childrenOf(files: ImageFiles, folder: string): ReadonlyArray<string> {
  return [...(files.node(folder)?.children?.keys() ?? [])].sort();
}

export const isAdded = ({ kind }: FileChange): boolean => kind === 'added';
