import { join } from 'node:path';
import { readExit, readState } from '../helper/container-state';
import { isAlive } from '../helper/processes';

export type ContainerStatus =
  | { readonly kind: 'running' }
  | { readonly kind: 'exited'; readonly exitCode: number; readonly finishedAt: string }
  /** Nobody saw its end: the machine was started anew, or everything of it was killed. */
  | { readonly kind: 'lost' };

/** From the files in the runtime folder that conmon and the helper write. */
export function containerStatus(runtime: string, id: string): ContainerStatus {
  const state = readState(join(runtime, 'containers'), id);
  const exits = join(runtime, 'exits');
  const exit = readExit(exits, id);
  if (exit !== null) return { kind: 'exited', ...exit };
  if (state === null) return lookAgain(exits, id);
  const running =
    isAlive(state.conmonPid, state.conmonStartTicks) || isAlive(state.pid, state.pidStartTicks);
  return running ? { kind: 'running' } : lookAgain(exits, id);
}

/** conmon may have written the code and left between the two looks. */
function lookAgain(exits: string, id: string): ContainerStatus {
  const exit = readExit(exits, id);
  return exit === null ? { kind: 'lost' } : { kind: 'exited', ...exit };
}
