import { closeSync, rmSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import { Emitter } from '../../base/emitter';
import { startTicks } from '../../base/process-stat';
import type { CgroupLimits, ContainerSpec, ExecSpec, StartedContainer } from '../step';
import { Cgroups } from './cgroups';
import { createMonitored, type MonitoredContainer } from './conmon';
import { type ContainerExit, type ProbeSpec, type RuntimeState } from './container-state';
import type { HelperContext } from './context';
import { ExecCommands } from './exec-commands';
import { HealthMonitor, type ProbeCommand, type ProbeRunner } from './health/health-monitor';
import { probeOf } from './health/probe-spec';
import { run } from './exec-file';
import { settlePorts } from './network/host-ports';
import { startPasta, type StartedPasta } from './network/pasta';
import { KnownContainers, short } from './known-containers';
import { unmount } from './overlay';
import { isAlive, signalProcess } from './processes';
import { runtimeError } from './runtime-error';
import { PendingStarts } from './starts';
import { discard } from './step-run';

/** Docker's code for a container whose end nobody saw. */
const lostExitCode = 255;

/**
 * Starts and ends containers. conmon keeps each alive without this process; what is known about them
 * lies in files, so that the next helper carries on.
 */
export class Containers extends KnownContainers implements ProbeRunner {
  private readonly watcher: FSWatcher;
  private readonly ended = new Emitter<string>();
  private readonly cgroups = new Cgroups();
  private readonly health: HealthMonitor;
  private readonly execs: ExecCommands;
  private readonly starts: PendingStarts;

  constructor(context: HelperContext) {
    super(context);
    this.execs = new ExecCommands(context);
    this.starts = new PendingStarts(context);
    this.health = new HealthMonitor(context.paths.runtime, this);
    this.watcher = watch(context.folders.exits, (_event, name) => {
      if (name !== null && this.states.exit(name) !== null) void this.settle(name);
    });
  }

  /** Takes over what an earlier helper left. */
  async adopt(): Promise<void> {
    await this.starts.sweep((id) => {
      this.states.remove(id);
      if (this.states.exit(id) === null) this.states.writeExit(id, lostExitCode);
    });
    for (const state of this.states.list()) {
      if (this.states.exit(state.id) === null && isAlive(state.conmonPid, state.conmonStartTicks)) {
        if (state.frozen) await this.thaw(state);
        if (state.probe !== undefined) this.health.resume(state.id, state.probe);
      } else {
        await this.settle(state.id);
      }
    }
  }

  hasRunning(): boolean {
    return this.states.list().length > 0;
  }

  /** Mounts and creates; the command waits for `begin`. */
  create(spec: ContainerSpec, signal: AbortSignal): Promise<StartedContainer> {
    return this.alone(spec.id, async () => {
      if (this.states.read(spec.id) !== null) {
        throw new DarkroomError(
          'CONTAINER_RUNNING',
          `Start container ${short(spec.id)}: it is running`,
        );
      }
      const { context } = this;
      await context.layers.ensure(spec.lowers, signal);
      const folders = this.folders(spec.id);
      this.starts.add(spec.id);
      this.states.removeExit(spec.id);
      rmSync(join(context.folders.crun, spec.id), { recursive: true, force: true });
      rmSync(folders.bundle, { recursive: true, force: true });
      try {
        this.prepare(folders, spec);
        const logFolder = join(folders.base, 'log');
        const ports = spec.network === 'bridge' ? await settlePorts(spec.ports ?? []) : [];
        const connected = spec.network === 'bridge' ? context.libc.pipe() : null;
        try {
          const made = await createMonitored(context, {
            ...spec,
            bundle: folders.bundle,
            logFolder,
            lifeline: connected?.write ?? null,
          });
          if (spec.limits !== undefined) this.limit(spec.id, made, spec.limits);
          const pidStartTicks = startTicks(made.pid) ?? 0;
          const state = {
            id: spec.id,
            pid: made.pid,
            pidStartTicks,
            conmonPid: made.conmonPid,
            conmonStartTicks: startTicks(made.conmonPid) ?? 0,
            frozen: false,
            ...probeOf(spec),
            ports,
            pasta: null,
          };
          this.states.write(state);
          if (connected !== null) {
            const pasta = await this.connect(state, folders.bundle, connected.read);
            this.states.write({ ...state, pasta });
          }
          return { pid: made.pid, pidStartTicks, ports };
        } finally {
          if (connected !== null) closeSync(connected.read);
        }
      } catch (error) {
        this.starts.remove(spec.id);
        this.states.removeExit(spec.id);
        unmount(context.libc, folders.merged);
        throw error;
      }
    });
  }

  /** Limits apply before the command runs, or it does not run. */
  private limit(id: string, made: MonitoredContainer, limits: CgroupLimits): void {
    try {
      this.cgroups.enter(id, made.pid, limits);
    } catch (error) {
      signalProcess(made.pid, 'SIGKILL');
      throw new DarkroomError(
        'CONTAINER_START_FAILED',
        `Limit container ${short(id)}: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  /** Lets a created container's command run. */
  async begin(id: string): Promise<void> {
    const { ociRuntime } = this.context;
    const { code, stderr } = await run(ociRuntime.command, [...ociRuntime.globalArgs, 'start', id]);
    if (code === 0) {
      this.starts.remove(id);
      const probe = this.states.read(id)?.probe;
      if (probe !== undefined) this.health.start(id, probe);
    } else {
      await this.kill(id);
      throw (
        runtimeError(stderr) ??
        new DarkroomError(
          'CONTAINER_START_FAILED',
          `Start container ${short(id)}: ${stderr.trim()}`,
        )
      );
    }
  }

  signal(id: string, signal: NodeJS.Signals | number): void {
    const state = this.running(id);
    signalProcess(state.pid, signal);
  }

  /** Kills without asking, and waits for the end. Not running is no error. */
  async kill(id: string): Promise<void> {
    const state = this.states.read(id);
    if (state === null) return;
    this.end(state);
    await this.wait(id, AbortSignal.timeout(10_000)).catch(() => this.settle(id));
  }

  /** Resolves once it ended and its mount is gone. */
  async wait(id: string, signal: AbortSignal): Promise<ContainerExit> {
    for (;;) {
      const exit = this.states.exit(id);
      const state = this.states.read(id);
      if (state === null && exit !== null) return exit;
      if (state === null) {
        throw new DarkroomError(
          'CONTAINER_NOT_RUNNING',
          `Wait for container ${short(id)}: it is not running`,
        );
      }
      if (exit !== null || !isAlive(state.conmonPid, state.conmonStartTicks)) {
        await this.settle(id);
        continue;
      }
      await new Promise<void>((resolve, reject) => {
        const listener = this.ended.event((which) => {
          if (which === id) finish(resolve);
        });
        const onAbort = () => finish(() => reject(signal.reason as Error));
        const finish = (then: () => void) => {
          listener.dispose();
          signal.removeEventListener('abort', onAbort);
          then();
        };
        signal.addEventListener('abort', onAbort);
        if (signal.aborted) onAbort();
      });
    }
  }

  async remove(id: string): Promise<void> {
    await this.kill(id);
    await this.alone(id, async () => {
      const folders = this.folders(id);
      unmount(this.context.libc, folders.merged);
      await discard(this.context, folders.base);
      this.states.removeExit(id);
      this.health.forget(id);
    });
  }

  /** The arguments of a command that runs another process inside, with its caller's stdio. */
  exec(spec: ExecSpec): string[] {
    const state = this.running(spec.id);
    if (state.paused === true) {
      throw new DarkroomError(
        'CONTAINER_PAUSED',
        `Container ${short(spec.id)} is paused, unpause the container before exec`,
      );
    }
    return this.execs.command(state, spec, spec.detach ? ['--detach'] : []).command;
  }

  /** None while it is held still: the probe would be held, too, and count as failed. */
  probeCommand(id: string, probe: ProbeSpec): ProbeCommand | null {
    const state = this.running(id);
    if (state.paused === true || state.frozen) return null;
    return this.execs.probe(state, probe);
  }

  dispose(): void {
    this.watcher.close();
    this.health.dispose();
    this.ended.dispose();
  }

  /** Connects the network of a container that waits for its start; one that cannot be is ended. */
  private async connect(
    state: RuntimeState,
    folder: string,
    lifeline: number,
  ): Promise<StartedPasta> {
    const { pid, ports = [] } = state;
    try {
      return await startPasta({ pid, folder, ports, lifeline });
    } catch (error) {
      signalProcess(pid, 'SIGKILL');
      await this.clear(state);
      throw error;
    }
  }

  /** After the end: the runtime's state and the mount go, the exit file stays for whoever asks. */
  private settle(id: string): Promise<void> {
    return this.alone(id, async () => {
      const state = this.states.read(id);
      if (state === null) return;
      this.end(state);
      if (this.states.exit(id) === null) this.states.writeExit(id, lostExitCode);
      await this.clear(state);
      this.ended.fire(id);
    });
  }

  private async clear({ id, pasta }: RuntimeState): Promise<void> {
    this.health.stop(id);
    this.starts.remove(id);
    const { ociRuntime, libc } = this.context;
    await run(ociRuntime.command, [...ociRuntime.globalArgs, 'delete', '--force', id]);
    // It goes by itself, unless whoever saw to that was killed.
    if (pasta !== undefined && pasta !== null && isAlive(pasta.pid, pasta.startTicks)) {
      signalProcess(pasta.pid, 'SIGTERM');
    }
    if (this.cgroups.leave(id)) this.states.noteOutOfMemory(id);
    unmount(libc, this.folders(id).merged);
    this.states.remove(id);
  }
}
