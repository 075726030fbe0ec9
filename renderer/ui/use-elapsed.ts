import { useEffect, useState } from 'react';

const tickMs = 100;

/** Milliseconds from start to end, or to now while there is no end; null before the start. */
export function useElapsedMs(startedMs: number | null, finishedMs: number | null): number | null {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const running = startedMs !== null && finishedMs === null;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNowMs(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [running]);
  return startedMs === null ? null : Math.max(0, (finishedMs ?? nowMs) - startedMs);
}
