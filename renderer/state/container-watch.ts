import { useEffect, useState } from 'react';

import type { WireError } from '../../shared/errors';
import type { ContainerSummary, ResourceUsage } from '../../shared/model/container';
import { openWatch } from './watch';

/** Lines that a log begins with. */
const tailLines = 5000;
/** More is not kept: the page shows less, and the container's own log has it all. */
const keptCharacters = 1024 * 1024;
/** A sample a second: as wide as the charts are. */
const keptSamples = 90;

export interface Followed<T> {
  /** Null until the first of it came. */
  readonly value: T | null;
  readonly live: boolean;
  readonly error: WireError | null;
}

interface Keyed<T> extends Followed<T> {
  readonly key: string;
}

/** What a container writes, as it comes; a new run of it begins anew. */
export function useContainerLog(container: ContainerSummary): Followed<string> {
  const { id, startedAt } = container;
  const key = `${id} ${startedAt ?? ''}`;
  const [log, setLog] = useState<Keyed<string>>(() => begun(key));
  useEffect(() => {
    setLog(begun(key));
    return openWatch(
      'watch.logs',
      { name: id, tail: tailLines },
      {
        onOutput: (text) =>
          setLog((before) => ({
            ...before,
            value: `${before.value ?? ''}${text}`.slice(-keptCharacters),
          })),
        onEnd: (error) =>
          setLog((before) => ({ ...before, value: before.value ?? '', live: false, error })),
      },
    );
  }, [id, key]);
  return log.key === key ? log : begun(key);
}

/** Samples of what a running container uses, the newest last. */
export function useContainerUsage(
  container: ContainerSummary,
): Followed<ReadonlyArray<ResourceUsage>> {
  const { id, startedAt, state } = container;
  const key = `${id} ${startedAt ?? ''} ${state}`;
  const [usage, setUsage] = useState<Keyed<ReadonlyArray<ResourceUsage>>>(() => begun(key));
  useEffect(() => {
    setUsage(begun(key));
    if (state !== 'running') return;
    return openWatch(
      'watch.usage',
      { name: id },
      {
        onUsage: (sample) =>
          setUsage((before) => ({
            ...before,
            value: [...(before.value ?? []), sample].slice(-keptSamples),
          })),
        onEnd: (error) => setUsage((before) => ({ ...before, live: false, error })),
      },
    );
  }, [id, key, state]);
  return usage.key === key ? usage : begun(key);
}

function begun<T>(key: string): Keyed<T> {
  return { key, value: null, live: true, error: null };
}
