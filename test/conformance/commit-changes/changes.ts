import type { Change } from './change';
import { containerChanges } from './container-changes';
import { deletionChanges } from './deletion-changes';
import { fileChanges } from './file-changes';
import { linkChanges } from './link-changes';
import { nameChanges } from './name-changes';

/** Every kind of change that a snapshot has to carry. */
export const changes: ReadonlyArray<Change> = [
  ...fileChanges,
  ...nameChanges,
  ...linkChanges,
  ...deletionChanges,
  ...containerChanges,
];
