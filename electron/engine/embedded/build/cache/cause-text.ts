import { assertNever } from '../../../../../shared/errors';
import type { NamedFiles, StepCause } from '../../../../../shared/model/step-cause';

const shownFiles = 2;

/** A cause in English, as the command line and logs say it; '' for a step that never ran before. */
export function causeText(cause: StepCause | null): string {
  if (cause === null) return '';
  switch (cause.kind) {
    case 'first':
      return '';
    case 'cacheOff':
      return 'cache off';
    case 'baseImage':
      return 'the base image changed';
    case 'earlierStep':
      return 'an earlier step ran again';
    case 'instruction':
      return 'the instruction changed';
    case 'notKept':
      return 'its result is no longer in the cache';
    case 'files': {
      if (cause.files === null) return 'the files it copies changed';
      const { changed, added, removed } = cause.files;
      const parts = [
        ...listed(changed, 'changed'),
        ...listed(added, 'added'),
        ...listed(removed, 'removed'),
      ];
      return `${parts.join('; ')} since the last build`;
    }
    default:
      return assertNever(cause);
  }
}

function listed({ count, names }: NamedFiles, verb: string): ReadonlyArray<string> {
  if (count === 0) return [];
  const rest = count - shownFiles;
  const more = rest > 0 ? ` and ${rest} more` : '';
  return [`${names.slice(0, shownFiles).join(', ')}${more} ${verb}`];
}
