import { DarkroomError } from '../../../../shared/errors';
import type { ContainerOperations } from '../../engine';

/** Why there is no review of a snapshot; also a capability's reason. */
export const noReview = 'this engine does not look through the files of a snapshot';

const refuse = (name: string) =>
  Promise.reject(
    new DarkroomError('NOT_SUPPORTED', `Review of ${name}: ${noReview}`, {
      data: { container: name },
      hint: 'Its changes are shown by “darkroom diff”; the embedded engine reviews them.',
    }),
  );

/** The part of containers that takes a reading of their files. */
export const withoutReview: Pick<
  ContainerOperations,
  'review' | 'findSecrets' | 'fileDiff' | 'timeline'
> = { review: refuse, findSecrets: refuse, fileDiff: refuse, timeline: refuse };
