import { useEffect, useState } from 'react';

import type { JobLogEntry } from '../../shared/model/job';
import { openJobLog } from './jobs';
import { loading, type Loadable } from './loadable';

/** The log of a job for as long as the component stands; null for no job. */
export function useJobLog(jobId: string | null): Loadable<ReadonlyArray<JobLogEntry>> {
  const [shown, setShown] = useState<{
    readonly jobId: string | null;
    readonly log: Loadable<ReadonlyArray<JobLogEntry>>;
  }>({ jobId, log: loading });
  useEffect(() => {
    if (jobId === null) return;
    const log = openJobLog(jobId);
    const show = (): void => setShown({ jobId, log: log.entries.get() });
    const stop = log.entries.subscribe(show);
    show();
    return () => {
      stop();
      log.close();
    };
  }, [jobId]);
  return shown.jobId === jobId ? shown.log : loading;
}
