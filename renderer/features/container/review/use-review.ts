import { useCallback, useEffect, useState } from 'react';

import type { WireError } from '../../../../shared/errors';
import type { SecretFinding } from '../../../../shared/model/secret';
import type { ContainerReview, FileDiff } from '../../../../shared/model/snapshot';
import { call, wireOf } from '../../../state/bridge';

export interface ReviewRead {
  readonly review: ContainerReview | null;
  /** Null while the changes are still searched. */
  readonly secrets: ReadonlyArray<SecretFinding> | null;
  readonly error: WireError | null;
  readonly read: () => void;
}

/** What a snapshot of the container would be made of; secrets come later than the rest. */
export function useReview(id: string): ReviewRead {
  const [review, setReview] = useState<ContainerReview | null>(null);
  const [secrets, setSecrets] = useState<ReadonlyArray<SecretFinding> | null>(null);
  const [error, setError] = useState<WireError | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = true;
    setError(null);
    setSecrets(null);
    const failed = (reason: unknown): void => {
      if (current) setError(wireOf(reason));
    };
    call('containers.review', { name: id }).then((value) => {
      if (current) setReview(value);
    }, failed);
    call('containers.secrets', { name: id }).then((value) => {
      if (current) setSecrets(value);
    }, failed);
    return () => {
      current = false;
    };
  }, [id, round]);
  const read = useCallback(() => setRound((before) => before + 1), []);
  return { review, secrets, error, read };
}

/** How one file differs from the image; null until it is known. */
export function useFileDiff(id: string, path: string | null): FileDiff | WireError | null {
  const [known, setKnown] = useState<{
    readonly path: string;
    readonly diff: FileDiff | WireError;
  } | null>(null);
  useEffect(() => {
    if (path === null) return;
    let current = true;
    call('containers.fileDiff', { name: id, path }).then(
      (diff) => {
        if (current) setKnown({ path, diff });
      },
      (reason: unknown) => {
        if (current) setKnown({ path, diff: wireOf(reason) });
      },
    );
    return () => {
      current = false;
    };
  }, [id, path]);
  return known !== null && known.path === path ? known.diff : null;
}
