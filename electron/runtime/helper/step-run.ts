import { randomUUID } from 'node:crypto';
import { closeSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename, join } from 'node:path';
import { spawnProgram, type Program } from '../native/spawn';
import type { SandboxMount, StepSpec } from '../step';
import { makeWorkingDir, writeBundle } from './bundle';
import type { HelperContext } from './context';
import type { LayerWriteResult } from './layer-write';
import { layersOfMounts, mountLayers, type MountedLayers } from './layer-mounts';
import { unmount } from './overlay';
import { childrenOf, signalProcess } from './processes';
import { runtimeError } from './runtime-error';
import {
  mountRoot,
  mountTarget,
  sandboxFolders,
  stepTargets,
  type SandboxFolders,
} from './sandbox-root';

export interface StepListener {
  /** Whose step it is. */
  readonly client: object;
  output(stream: 'stdout' | 'stderr', data: Buffer): void;
  note(text: string): void;
  /** Runs `action` when nobody listens any more. */
  onLost(action: () => void): void;
}

export interface StepOutcome {
  readonly exitCode: number;
  readonly layer: LayerWriteResult | null;
}

/**
 * Runs the steps of builds. Whatever happens, a step's mounts, processes and folders go with it; the folders
 * of one that ended by itself while what comes next begins: `settled` waits for that.
 */
export class StepRunner {
  private count = 0;
  /** What is being removed, and of whose step. */
  private readonly clearing = new Map<Promise<void>, object>();

  constructor(private readonly context: HelperContext) {}

  async run(spec: StepSpec, listener: StepListener, signal: AbortSignal): Promise<StepOutcome> {
    const { context } = this;
    const needed = [...spec.lowers, ...layersOfMounts(spec.mounts ?? [])];
    for (const note of await context.layers.ensure(needed, signal)) listener.note(note);

    this.count += 1;
    const id = `step-${process.pid}-${this.count}`;
    const folders = sandboxFolders(join(context.folders.steps, id));
    const lowers = spec.lowers.map((diffId) => context.layers.folder(diffId));
    let mounted: MountedLayers | null = null;
    try {
      await mkdir(folders.base, { recursive: true, mode: 0o711 });
      mounted = mountLayers(context, folders.base, spec.mounts ?? []);
      this.mount(folders, spec, mounted.mounts, lowers);
      const exitCode = await this.execute(id, folders, listener, signal);
      signal.throwIfAborted();
      unmount(context.libc, folders.merged);
      const layer =
        exitCode === 0
          ? await context.workers.run(
              {
                kind: 'write-layer',
                upper: folders.upper,
                lowers: [...lowers].reverse(),
                userNamespace: context.userNamespace,
                stagedBlobPath: spec.stagedBlobPath,
                entriesPath: `${spec.stagedBlobPath}.entries`,
                scan: true,
                tidy: true,
              },
              { signal },
            )
          : null;
      // What the step made is what its layer unpacks to: the next step need not unpack it.
      if (layer !== null) listener.onLost(await context.layers.offer(layer.diffId, folders.upper));
      this.clearLater(this.clear(id, folders, mounted), listener.client);
      return { exitCode, layer };
    } catch (error) {
      await this.clear(id, folders, mounted);
      throw error;
    }
  }

  /** Resolves when nothing is left of a client's steps that have ended. Rejects when something could not be removed. */
  async settled(client: object): Promise<void> {
    const ended = [...this.clearing.keys()].filter((one) => this.clearing.get(one) === client);
    const outcomes = await Promise.allSettled(ended);
    // Told once: what failed then says nothing about later steps.
    for (const one of ended) this.clearing.delete(one);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  private clearLater(work: Promise<void>, client: object): void {
    this.clearing.set(work, client);
    // A failure is told by `settled`.
    work.then(() => this.clearing.delete(work)).catch(() => undefined);
  }

  private async clear(
    id: string,
    folders: SandboxFolders,
    mounted: MountedLayers | null,
  ): Promise<void> {
    const { context } = this;
    unmount(context.libc, folders.merged);
    mounted?.release();
    await discard(context, folders.base);
    await rm(join(context.folders.crun, id), { recursive: true, force: true });
    await context.filters.settled();
  }

  private mount(
    folders: SandboxFolders,
    spec: StepSpec,
    mounts: ReadonlyArray<SandboxMount>,
    lowers: ReadonlyArray<string>,
  ): void {
    const { context } = this;
    mountRoot(context.libc, context.overlays, {
      folders,
      lowers: [context.folders.stepStubs, ...lowers],
      volatile: true,
      targets: [...stepTargets, ...mounts.map(mountTarget)],
    });
    makeWorkingDir(folders.merged, spec.workingDir);
    const request = {
      ...spec,
      tty: false,
      hostname: spec.hostname ?? '',
      isStep: true,
      readOnly: spec.readOnly ?? false,
      mounts,
      shmSizeBytes: spec.shmSizeBytes,
      ulimits: spec.ulimits ?? [],
      extraHosts: spec.extraHosts ?? [],
      userNamespace: context.userNamespace,
    };
    writeBundle(folders, request, context.filters);
  }

  /** The exit code, once the process has ended and all its output was handed on. */
  private async execute(
    id: string,
    folders: SandboxFolders,
    listener: StepListener,
    signal: AbortSignal,
  ): Promise<number> {
    const { libc, ociRuntime } = this.context;
    const log = join(folders.base, 'runtime.log');
    const args = [
      ...ociRuntime.globalArgs,
      '--log',
      log,
      'run',
      '--bundle',
      folders.bundle,
      '--pid-file',
      join(folders.base, 'pid'),
      id,
    ];
    // Real pipes: Node's own are sockets, which `echo >/dev/stdout` inside cannot open.
    const stdout = libc.pipe();
    const stderr = libc.pipe();
    let program: Program;
    try {
      const output = { stdout: stdout.write, stderr: stderr.write };
      program = spawnProgram(ociRuntime.command, args, output);
    } catch (error) {
      closeSync(stdout.read);
      closeSync(stderr.read);
      throw error;
    } finally {
      closeSync(stdout.write);
      closeSync(stderr.write);
    }
    const outputs = Promise.all([
      forward(stdout.read, (data) => listener.output('stdout', data)),
      forward(stderr.read, (data) => listener.output('stderr', data)),
    ]);
    const stop = new StepStopper(program);
    const onAbort = () => stop.begin();
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    try {
      const [exitCode] = await Promise.all([program.ended, outputs]);
      const failure = exitCode === 0 ? null : runtimeError(readLog(log));
      if (failure !== null && !signal.aborted) throw failure;
      return exitCode;
    } finally {
      signal.removeEventListener('abort', onAbort);
      stop.dispose();
    }
  }
}

/** Kills what the runtime started; the runtime then ends by itself and cleans up. */
class StepStopper {
  private timer: NodeJS.Timeout | undefined;
  private roundsWithoutChild = 0;

  constructor(private readonly runtime: Program) {}

  begin(): void {
    const { pid, hasEnded } = this.runtime;
    if (hasEnded) return;
    const children = childrenOf(pid);
    for (const child of children) signalProcess(child, 'SIGKILL');
    this.roundsWithoutChild = children.length === 0 ? this.roundsWithoutChild + 1 : 0;
    if (this.roundsWithoutChild > 5) signalProcess(pid, 'SIGKILL');
    this.timer = setTimeout(() => this.begin(), 20);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}

function forward(fd: number, receive: (data: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new Socket({ fd, readable: true, writable: false });
    socket.on('data', receive);
    socket.once('error', reject);
    socket.once('close', () => resolve());
  });
}

function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Takes a folder away at once and removes its content afterwards. */
export async function discard(context: HelperContext, folder: string): Promise<void> {
  await mkdir(context.folders.trash, { recursive: true, mode: 0o700 });
  const away = join(context.folders.trash, `${basename(folder)}-${randomUUID()}`);
  try {
    await rename(folder, away);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await rm(away, { recursive: true, force: true });
}
