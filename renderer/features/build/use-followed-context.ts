import { useEffect } from 'react';

import type { Job } from '../../../shared/model/job';
import { buildStore, infoOf } from '../../state/build';
import { followText } from '../../state/build-check';
import { lookAtFile } from '../../state/build-file';
import { endWalk, walkContext } from '../../state/context-report';
import { isActive } from '../../state/jobs';
import { useStore } from '../../state/store';

/**
 * While the page stands: checks what is typed, looks at the file when the window gets the focus back, and
 * walks the context when it opens, when its file was saved, and after a build. Ends that with the page.
 */
export function useFollowedContext(job: Job | null): void {
  const state = useStore(buildStore);
  const info = infoOf(state);
  const digest = info === null ? null : (info.digest ?? 'none');
  const isBuilding = job !== null && isActive(job);
  useEffect(() => followText(), [digest]);
  useEffect(() => {
    const look = (): void => void lookAtFile().catch(() => undefined); // Saving will say it again.
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, []);
  useEffect(() => {
    // A build reads the same files: it is not slowed down by another walk.
    if (digest === null || isBuilding) return undefined;
    void walkContext();
    return endWalk;
  }, [digest, isBuilding]);
}
