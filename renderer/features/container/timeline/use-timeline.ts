import { useEffect, useState } from 'react';

import type { WireError } from '../../../../shared/errors';
import type { FileDiff, ImageComparison, TimelineEntry } from '../../../../shared/model/snapshot';
import { call, wireOf } from '../../../state/bridge';
import { imagesStore } from '../../../state/images';
import { useStore } from '../../../state/store';
import type { Compared } from './points';

type Answer<T> = T | WireError | null;

/** The snapshots that belong to a container; read again when images come or go. */
export function useTimeline(id: string): Answer<ReadonlyArray<TimelineEntry>> {
  const images = useStore(imagesStore);
  const [answer, setAnswer] = useState<Answer<ReadonlyArray<TimelineEntry>>>(null);
  useEffect(() => ask(() => call('containers.timeline', { name: id }), setAnswer), [id, images]);
  return answer;
}

/** What differs between two images; null while it is worked out. */
export function useComparison(compared: Compared | null): Answer<ImageComparison> {
  const before = compared?.before ?? '';
  const after = compared?.after ?? '';
  const key = `${before} ${after}`;
  const [known, setKnown] = useState<{
    readonly key: string;
    readonly answer: Answer<ImageComparison>;
  }>({ key: '', answer: null });
  useEffect(() => {
    if (before === '' || after === '') return;
    return ask(
      () => call('images.compare', { before, after }),
      (answer) => setKnown({ key, answer }),
    );
  }, [before, after, key]);
  return known.key === key ? known.answer : null;
}

/** How one file differs between two images. */
export function useComparedFile(compared: Compared | null, path: string | null): Answer<FileDiff> {
  const before = compared?.before ?? '';
  const after = compared?.after ?? '';
  const key = `${before} ${after} ${path ?? ''}`;
  const [known, setKnown] = useState<{ readonly key: string; readonly answer: Answer<FileDiff> }>({
    key: '',
    answer: null,
  });
  useEffect(() => {
    if (path === null || before === '') return;
    return ask(
      () => call('images.compareFile', { before, after, path }),
      (answer) => setKnown({ key, answer }),
    );
  }, [before, after, path, key]);
  return known.key === key ? known.answer : null;
}

/** Hands on an answer or why there is none, unless nobody waits for it any more. */
function ask<T>(question: () => Promise<T>, hand: (answer: T | WireError) => void): () => void {
  let current = true;
  question().then(
    (value) => {
      if (current) hand(value);
    },
    (reason: unknown) => {
      if (current) hand(wireOf(reason));
    },
  );
  return () => {
    current = false;
  };
}

export function isError<T extends object>(answer: T | WireError): answer is WireError {
  return 'code' in answer && 'message' in answer;
}
