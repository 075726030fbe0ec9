import { assertNever } from '../../shared/errors';
import type { BuildStep } from '../../shared/model/job';
import type { NamedFiles } from '../../shared/model/step-cause';
import type { Translate } from '../../shared/text/text';

const shownFiles = 2;

/** Why a step could not come from the cache, in the language of the window; '' when nobody knows. */
export function causeText(step: BuildStep, t: Translate): string {
  // Logs of older builds hold the English words alone.
  const cause = step.cause ?? null;
  if (cause === null) return step.reason;
  switch (cause.kind) {
    case 'first':
      return t('cause.first');
    case 'cacheOff':
      return t('cause.cacheOff');
    case 'baseImage':
      return t('cause.baseImage');
    case 'earlierStep':
      return t('cause.earlierStep');
    case 'instruction':
      return t('cause.instruction');
    case 'notKept':
      return t('cause.notKept');
    case 'files': {
      if (cause.files === null) return t('cause.someFiles');
      const { changed, added, removed } = cause.files;
      return [
        ...(changed.count === 0 ? [] : [t('cause.changed', { files: listed(changed, t) })]),
        ...(added.count === 0 ? [] : [t('cause.added', { files: listed(added, t) })]),
        ...(removed.count === 0 ? [] : [t('cause.removed', { files: listed(removed, t) })]),
      ].join(t('cause.and'));
    }
    default:
      return assertNever(cause);
  }
}

function listed({ count, names }: NamedFiles, t: Translate): string {
  const shown = names.slice(0, shownFiles).join(', ');
  return count > shownFiles ? t('cause.more', { files: shown, n: count - shownFiles }) : shown;
}
