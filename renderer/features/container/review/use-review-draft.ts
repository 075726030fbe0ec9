import { useCallback, useEffect, useMemo, useRef } from 'react';

import type { ContainerSummary } from '../../../../shared/model/container';
import type { ContainerReview } from '../../../../shared/model/snapshot';
import { imagesStore } from '../../../state/images';
import { readyOr } from '../../../state/loadable';
import { snapshotName } from '../../../state/reference';
import { changeReview, reviewsStore, type ReviewDraft } from '../../../state/reviews';
import { useStore } from '../../../state/store';

/** A draft whose choice is made: what kept rules leave out, until somebody ticks otherwise. */
export interface ReadyDraft extends ReviewDraft {
  readonly leftOut: ReadonlySet<string>;
}

export type ChangeDraft = (change: (draft: ReadyDraft) => Partial<ReviewDraft>) => void;

/** What was chosen so far for a container's next snapshot. */
export function useReviewDraft(
  container: ContainerSummary,
  review: ContainerReview,
): readonly [ReadyDraft, ChangeDraft] {
  const kept = useStore(reviewsStore)[container.id];
  const { id, name } = container;
  const start = useMemo((): ReadyDraft => {
    const taken = new Set(readyOr(imagesStore.get(), []).flatMap((image) => image.names));
    return {
      name: snapshotName(name, taken, new Date()),
      message: '',
      leftOut: new Set(review.leftOut),
      volumes: new Set(),
    };
  }, [name, review.leftOut]);
  const draft = useMemo(
    (): ReadyDraft => ({ ...start, ...kept, leftOut: kept?.leftOut ?? start.leftOut }),
    [start, kept],
  );
  const change = useCallback<ChangeDraft>(
    (by) =>
      changeReview(id, { ...start, leftOut: null }, (before) =>
        by({ ...before, leftOut: before.leftOut ?? start.leftOut }),
      ),
    [id, start],
  );
  const before = useRef(review);
  useEffect(() => {
    const released = releasedBy(before.current, review);
    before.current = review;
    if (released.size === 0) return;
    change(({ leftOut }) => ({
      leftOut: new Set([...leftOut].filter((path) => !released.has(path))),
    }));
  }, [review, change]);
  return [draft, change];
}

/** What a rule alone left out that was taken back: it goes in again. */
export function releasedBy(before: ContainerReview, after: ContainerReview): ReadonlySet<string> {
  if (after.rules.length >= before.rules.length) return new Set();
  const still = new Set(after.leftOut);
  return new Set(before.leftOut.filter((path) => !still.has(path)));
}
