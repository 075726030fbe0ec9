import type { SessionEnd } from '../engine/engine';

/** The container's own exit code; 0 after leaving with the detach keys, as docker answers. */
export function sessionExitCode(end: SessionEnd): number {
  return end.kind === 'exited' ? end.exitCode : 0;
}
