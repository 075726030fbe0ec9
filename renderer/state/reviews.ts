import type { CommitOptions } from '../../shared/model/container';
import type { ExclusionRule } from '../../shared/model/snapshot';
import { call } from './bridge';
import { createStore } from './store';

/** What a person has chosen on the review of a container and has not made a snapshot of yet. */
export interface ReviewDraft {
  readonly name: string;
  readonly message: string;
  /** Paths that do not go in; null until the review was read the first time. */
  readonly leftOut: ReadonlySet<string> | null;
  readonly volumes: ReadonlySet<string>;
}

/** By container id: leaving the page loses nothing. */
export const reviewsStore = createStore<Readonly<Record<string, ReviewDraft>>>({});

export function changeReview(
  id: string,
  start: ReviewDraft,
  change: (draft: ReviewDraft) => Partial<ReviewDraft>,
): void {
  reviewsStore.update((reviews) => {
    const before = reviews[id] ?? start;
    return { ...reviews, [id]: { ...before, ...change(before) } };
  });
}

export function forgetReview(id: string): void {
  reviewsStore.update(({ [id]: _done, ...others }) => others);
}

/** Starts the snapshot that a review describes. What is left out is all in `exclude`: no rule adds to it. */
export async function snapshotReviewed(options: CommitOptions): Promise<void> {
  await call('jobs.start', { kind: 'snapshot', options: { ...options, useRules: false } });
  forgetReview(options.container);
}

export async function addExclusion(rule: ExclusionRule): Promise<void> {
  await call('exclusions.add', rule);
}

export async function removeExclusion(rule: ExclusionRule): Promise<void> {
  await call('exclusions.remove', rule);
}
