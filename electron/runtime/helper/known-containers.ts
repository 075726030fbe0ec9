import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import type { ContainerSpec } from '../step';
import { makeWorkingDir, writeBundle } from './bundle';
import { RuntimeStates, type RuntimeState } from './container-state';
import type { HelperContext } from './context';
import { Freezer } from './freezer';
import { HoldLock } from './hold-lock';
import { holdStill, letGo } from './hold-still';
import { isAlive, signalProcess } from './processes';
import {
  makeMountPoints,
  mountRoot,
  sandboxFolders,
  standardTargets,
  type SandboxFolders,
} from './sandbox-root';

/** What is known of containers, and what is done to one that is there. */
export class KnownContainers {
  protected readonly states: RuntimeStates;
  private readonly holds: HoldLock;
  private readonly queues = new Map<string, Promise<unknown>>();

  constructor(protected readonly context: HelperContext) {
    this.states = new RuntimeStates(context.folders.containers, context.folders.exits);
    this.holds = new HoldLock(context.libc, context.folders.containers);
  }

  /** The state of a running container. CONTAINER_NOT_RUNNING. */
  running(id: string): RuntimeState {
    const state = this.states.read(id);
    if (
      state === null ||
      this.states.exit(id) !== null ||
      !isAlive(state.pid, state.pidStartTicks)
    ) {
      throw new DarkroomError('CONTAINER_NOT_RUNNING', `Container ${short(id)} is not running`);
    }
    return state;
  }

  isRunning(id: string): RuntimeState | null {
    const state = this.states.read(id);
    return state !== null && isAlive(state.pid, state.pidStartTicks) ? state : null;
  }

  markFrozen(state: RuntimeState, frozen: boolean): void {
    const now = this.states.read(state.id);
    if (now !== null) this.states.write({ ...now, frozen });
  }

  /** Holds the processes still; a snapshot may be looking at the time. */
  pause(id: string): Promise<void> {
    return this.holds.whileHeld(id, () => {
      const state = this.running(id);
      if (state.paused === true) {
        throw new DarkroomError('CONTAINER_PAUSED', `Container ${short(id)} is already paused`);
      }
      Freezer.gather(state);
      // Written first: should this process be killed now, `unpause` lets all of them go on.
      this.states.write({ ...state, paused: true });
      holdStill(state);
    });
  }

  unpause(id: string): Promise<void> {
    return this.holds.whileHeld(id, () => {
      const state = this.running(id);
      if (state.paused !== true) {
        throw new DarkroomError('CONFLICT', `Container ${short(id)} is not paused`);
      }
      letGo(state);
      this.states.write({ ...state, paused: false });
    });
  }

  folders(id: string): SandboxFolders {
    return sandboxFolders(join(this.context.paths.containers, id));
  }

  protected prepare(folders: SandboxFolders, spec: ContainerSpec): void {
    const { context } = this;
    mkdirSync(folders.base, { recursive: true, mode: 0o711 });
    mountRoot(context.libc, context.overlays, {
      folders,
      lowers: [
        context.folders.containerStubs,
        ...spec.lowers.map((diffId) => context.layers.folder(diffId)),
      ],
      volatile: false,
      targets: standardTargets,
    });
    makeMountPoints(folders.merged, spec.mounts);
    makeWorkingDir(folders.merged, spec.workingDir);
    const request = {
      isStep: false,
      ...spec,
      shmSizeBytes: spec.shmSizeBytes,
      ulimits: spec.ulimits ?? [],
      extraHosts: spec.extraHosts ?? [],
      userNamespace: context.userNamespace,
    };
    writeBundle(folders, request, context.filters);
  }

  /** Lets go what an earlier helper's snapshot held; should that one still look, it is let end that. */
  protected thaw({ id }: RuntimeState): Promise<void> {
    return this.holds.whileHeld(id, () => {
      const state = this.isRunning(id);
      if (state === null || !state.frozen) return;
      if (state.paused !== true) letGo(state);
      this.markFrozen(state, false);
    });
  }

  /** The end of all processes. Where they are frozen they must be let go to die (cgroups v1). */
  protected end(state: RuntimeState): void {
    if (!isAlive(state.pid, state.pidStartTicks)) return;
    signalProcess(state.pid, 'SIGKILL');
    Freezer.of(state)?.thaw();
  }

  /** What concerns one container happens one after the other. */
  alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.queues.get(id) ?? Promise.resolve();
    const result = before.then(work, work);
    const settled = result
      .catch(() => undefined)
      .finally(() => {
        if (this.queues.get(id) === settled) this.queues.delete(id);
      });
    this.queues.set(id, settled);
    return result;
  }
}

export function short(id: string): string {
  return id.slice(0, 12);
}
