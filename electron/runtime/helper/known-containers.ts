import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import type { ContainerSpec } from '../step';
import { makeWorkingDir, writeBundle } from './bundle';
import { RuntimeStates, type RuntimeState } from './container-state';
import type { HelperContext } from './context';
import { freeze, isAlive, processesOf, signalProcess } from './processes';
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
  private readonly queues = new Map<string, Promise<unknown>>();

  constructor(protected readonly context: HelperContext) {
    this.states = new RuntimeStates(context.folders.containers, context.folders.exits);
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

  /**
   * Holds the processes still by SIGSTOP, which none of them sees; a freezer cgroup would need one
   * that is delegated. What is held already by a snapshot stays held after it.
   */
  pause(id: string): void {
    const state = this.running(id);
    if (state.paused === true) {
      throw new DarkroomError('CONTAINER_PAUSED', `Container ${short(id)} is already paused`);
    }
    // Written first: should this process be killed now, `unpause` lets all of them go on.
    this.states.write({ ...state, paused: true });
    freeze(state.pid);
  }

  unpause(id: string): void {
    const state = this.running(id);
    if (state.paused !== true) {
      throw new DarkroomError('CONFLICT', `Container ${short(id)} is not paused`);
    }
    for (const pid of processesOf(state.pid).reverse()) signalProcess(pid, 'SIGCONT');
    this.states.write({ ...state, paused: false });
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

  protected thaw(state: RuntimeState): void {
    for (const pid of processesOf(state.pid)) signalProcess(pid, 'SIGCONT');
    this.markFrozen(state, false);
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
