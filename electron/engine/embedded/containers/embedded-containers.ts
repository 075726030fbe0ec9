import { randomBytes } from 'node:crypto';
import { existsSync, watch } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DarkroomError, toWire } from '../../../../shared/errors';
import type {
  CommitOptions,
  CommitResult,
  ContainerDetail,
  ContainerOptions,
  ContainerSummary,
} from '../../../../shared/model/container';
import type { FileChange } from '../../../../shared/model/layer';
import { toDisposable, type Disposable } from '../../../base/disposable';
import { mergeEnvironment } from '../../../runtime/spec/environment';
import type { Sandbox } from '../../../runtime/sandbox';
import type { ContainerRecord, Store } from '../../../store/store';
import type {
  ContainerOperations,
  ExecOptions,
  LogOptions,
  ProcessStdio,
  SessionEnd,
  WorkContext,
} from '../../engine';
import { commitContainer } from './commit';
import {
  containerSpec,
  hostnameOf,
  mergeConfig,
  readStoredConfig,
  writeStoredConfig,
} from './container-config';
import { detail, summary } from './describe';
import { runWithStdio } from './exec';
import { ContainerRuns } from './container-runs';
import { readLog } from './logs';
import { checkName, randomName } from './names';
import { settle } from './settle';

export interface ContainerParts {
  readonly store: Store;
  readonly sandbox: Sandbox;
}

const nameAttempts = 20;
const never = () => new AbortController().signal;

/** Containers of the embedded engine. Their state lies in the index and is settled by whoever looks. */
export class EmbeddedContainers implements ContainerOperations {
  private readonly runs: ContainerRuns;

  constructor(private readonly parts: ContainerParts) {
    this.runs = new ContainerRuns(parts);
  }

  async list(options: { readonly all: boolean }): Promise<ReadonlyArray<ContainerSummary>> {
    const { store } = this.parts;
    const shown: ContainerSummary[] = [];
    for (const record of store.containers.list()) {
      const settled = this.settled(record);
      if (settled.state === 'exited' && settled.options.autoRemove === true) {
        await this.removeEnded(settled);
      } else if (options.all || settled.state === 'running' || settled.state === 'paused') {
        shown.push(await this.summaryOf(settled));
      }
    }
    return shown;
  }

  async inspect(name: string): Promise<ContainerDetail> {
    const record = this.find(name);
    return detail(record, await this.storedConfig(record));
  }

  async create(options: ContainerOptions): Promise<ContainerSummary> {
    const { store } = this.parts;
    if (options.name !== undefined) checkName(options.name);
    const image = store.images.find(options.image);
    const id = randomBytes(32).toString('hex');
    const stored = {
      image: image.config,
      config: mergeConfig(image.config.config, options),
      hostname: hostnameOf(id, options),
    };
    containerSpec(id, stored, options);
    const record: Omit<ContainerRecord, 'name'> = {
      id,
      imageId: image.summary.id,
      imageName: imageLabel(options.image, image.summary.id),
      options,
      state: 'created',
      pid: null,
      pidStartTicks: null,
      exitCode: null,
      createdAt: new Date().toISOString(),
      startedAt: null,
      finishedAt: null,
      error: '',
    };
    const folder = store.paths.container(id);
    await writeStoredConfig(folder, stored);
    try {
      const named = this.insert(record, options.name);
      return summary(named, stored);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async start(name: string): Promise<void> {
    const record = this.find(name);
    if (record.state === 'running') return;
    await this.runs.start(record);
  }

  async startAttached(name: string, stdio: ProcessStdio): Promise<SessionEnd> {
    const record = this.find(name);
    if (record.state === 'running') return this.attach(name, stdio);
    return this.runs.startAttached(record, stdio);
  }

  async attach(name: string, stdio: ProcessStdio): Promise<SessionEnd> {
    return this.runs.attach(this.running(name), stdio);
  }

  async stop(name: string, timeoutSeconds: number | null): Promise<void> {
    const record = this.find(name);
    if (record.state === 'running') await this.runs.stop(record, timeoutSeconds);
  }

  async kill(name: string, signal: string): Promise<void> {
    const record = this.running(name);
    const { sandbox } = this.parts;
    if (/^(SIG)?KILL$|^9$/i.test(signal)) await sandbox.killContainer(record.id);
    else await sandbox.signalContainer(record.id, signal);
    this.settled(record);
  }

  async wait(name: string, signal: AbortSignal): Promise<number> {
    const record = this.find(name);
    if (record.state !== 'running') return record.exitCode ?? 0;
    return this.runs.waitForEnd(record, signal);
  }

  async remove(name: string, options: { readonly force: boolean }): Promise<void> {
    const record = this.find(name);
    if (record.state === 'running' && !options.force) {
      throw new DarkroomError(
        'CONTAINER_RUNNING',
        `Remove container ${record.name}: it is running`,
        { data: { id: record.id }, hint: 'Stop it first, or force the removal.' },
      );
    }
    await this.removeEnded(record);
  }

  async diff(name: string): Promise<ReadonlyArray<FileChange>> {
    const record = this.find(name);
    const { image } = await this.storedConfig(record);
    return this.parts.sandbox.diffContainer(record.id, image.rootfs.diff_ids, never());
  }

  async logs(
    name: string,
    options: LogOptions,
    onOutput: (stream: 'stdout' | 'stderr', data: Buffer) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const record = this.find(name);
    const path = join(this.folder(record), 'log', 'container.log');
    await readLog(path, options, () => this.isRunning(record), onOutput, signal);
  }

  async exec(name: string, options: ExecOptions, stdio: ProcessStdio): Promise<number> {
    const record = this.running(name);
    const { store, sandbox } = this.parts;
    const spec = containerSpec(record.id, await this.storedConfig(record), record.options);
    const terminal = options.tty ? ['TERM=xterm'] : [];
    const command = await sandbox.execCommand({
      id: store.containers.find(record.id).id,
      args: options.command,
      env: mergeEnvironment(spec.env, [...terminal, ...options.env]),
      workingDir: options.workingDir ?? spec.workingDir,
      user: options.user ?? spec.user,
      tty: options.tty,
    });
    return runWithStdio(command, stdio, (pid, columns, rows) => {
      if (options.tty) void sandbox.resizeExec(pid, columns, rows).catch(() => undefined);
    });
  }

  async commit(options: CommitOptions, work: WorkContext): Promise<CommitResult> {
    const record = this.find(options.container);
    return commitContainer(this.parts, record, await this.storedConfig(record), options, work);
  }

  /** Keeps the index up to date while the app runs: an exit shows at once, without polling. */
  watchExits(): Disposable {
    if (process.platform !== 'linux') return toDisposable(() => undefined);
    const watcher = watch(this.parts.sandbox.exitsFolder(), () => {
      void this.list({ all: true }).catch(() => undefined); // the next look tells
    });
    return toDisposable(() => watcher.close());
  }

  private insert(record: Omit<ContainerRecord, 'name'>, name: string | undefined): ContainerRecord {
    for (let attempt = 0; ; attempt += 1) {
      const named = { ...record, name: name ?? randomName(attempt) };
      try {
        this.parts.store.containers.insert(named);
        return named;
      } catch (error) {
        const taken = toWire(error).code === 'CONTAINER_NAME_IN_USE';
        if (!taken || name !== undefined || attempt === nameAttempts) throw error;
      }
    }
  }

  private async removeEnded(record: ContainerRecord): Promise<void> {
    const { store, sandbox } = this.parts;
    const folder = this.folder(record);
    // A container that was never started has only what this process may remove itself.
    if (existsSync(join(folder, 'upper'))) await sandbox.removeContainer(record.id);
    else await rm(folder, { recursive: true, force: true });
    store.containers.remove(record.id);
  }

  private find(name: string): ContainerRecord {
    return this.settled(this.parts.store.containers.find(name));
  }

  /** CONTAINER_NOT_RUNNING. */
  private running(name: string): ContainerRecord {
    const record = this.find(name);
    if (record.state === 'running') return record;
    throw new DarkroomError('CONTAINER_NOT_RUNNING', `Container ${record.name} is not running`, {
      data: { id: record.id },
      hint: `Start it: darkroom start ${record.name}`,
    });
  }

  private settled(record: ContainerRecord): ContainerRecord {
    return settle(this.parts.store, this.parts.sandbox, record);
  }

  private isRunning(record: ContainerRecord): boolean {
    return this.parts.sandbox.containerStatus(record.id).kind === 'running';
  }

  private folder(record: ContainerRecord): string {
    return this.parts.store.paths.container(record.id);
  }

  private storedConfig(record: ContainerRecord) {
    return readStoredConfig(this.folder(record));
  }

  private async summaryOf(record: ContainerRecord): Promise<ContainerSummary> {
    return summary(record, await this.storedConfig(record).catch(() => null));
  }
}

/** Docker shows the name it was made from, or a short id. */
function imageLabel(given: string, imageId: string): string {
  const hex = imageId.slice(imageId.indexOf(':') + 1);
  const plain = given.startsWith('sha256:') ? given.slice('sha256:'.length) : given;
  return /^[0-9a-f]+$/.test(plain) && hex.startsWith(plain) ? hex.slice(0, 12) : given;
}
