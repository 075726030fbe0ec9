import { watch } from 'node:fs';
import { DarkroomError } from '../../../../shared/errors';
import type {
  CommitOptions,
  CommitResult,
  ContainerDetail,
  ContainerOptions,
  ContainerPruneResult,
  ContainerSize,
  ContainerSummary,
  CreatedContainer,
  HealthReport,
  NetworkPort,
  ProcessTable,
  ResourceUsage,
} from '../../../../shared/model/container';
import type { FolderListing, PathStat } from '../../../../shared/model/container-files';
import type { FileChange } from '../../../../shared/model/layer';
import type { SecretFinding } from '../../../../shared/model/secret';
import type { ContainerReview, FileDiff, TimelineEntry } from '../../../../shared/model/snapshot';
import { toDisposable, type Disposable } from '../../../base/disposable';
import type { ContainerRecord } from '../../../store/store';
import type {
  AttachOptions,
  ContainerOperations,
  ExecOptions,
  LogOptions,
  PathArchive,
  ProcessStdio,
  SessionEnd,
  StopOptions,
  WorkContext,
  WriteArchiveOptions,
} from '../../engine';
import type { Readable } from 'node:stream';
import type { TextDiffer } from '../text-diff';
import { ContainerExec } from './container-exec';
import { ContainerFiles } from './container-files';
import { ContainerLife } from './container-life';
import { ContainerLookup, logPath, isUp, type ContainerParts } from './container-lookup';
import { ContainerRuns } from './container-runs';
import { ContainerSnapshots } from './container-snapshots';
import { createContainer } from './create-container';
import { detail, summary } from './describe';
import { readLog } from './logs';
import { limitWarnings } from './limits';
import { chooseNetwork } from './network';
import { securityWarnings } from './security';
import { followUsage } from './usage';

const never = () => new AbortController().signal;

/** Containers of the embedded engine. Their state lies in the index and is settled by whoever looks. */
export class EmbeddedContainers implements ContainerOperations {
  private readonly runs: ContainerRuns;
  private readonly files: ContainerFiles;
  private readonly lookup: ContainerLookup;
  private readonly life: ContainerLife;
  private readonly execs: ContainerExec;
  private readonly snapshots: ContainerSnapshots;

  constructor(private readonly parts: ContainerParts & { readonly workers: TextDiffer }) {
    this.runs = new ContainerRuns(parts);
    this.files = new ContainerFiles(parts);
    this.lookup = new ContainerLookup(parts);
    this.life = new ContainerLife(parts, this.lookup, this.runs);
    this.execs = new ContainerExec(parts, this.lookup);
    this.snapshots = new ContainerSnapshots(parts, this.lookup);
  }

  async list(options: { readonly all: boolean }): Promise<ReadonlyArray<ContainerSummary>> {
    const { store } = this.parts;
    const shown: ContainerSummary[] = [];
    for (const record of store.containers.list()) {
      const settled = this.lookup.settled(record);
      if (settled.state === 'exited' && settled.options.autoRemove === true) {
        await this.life.removeEnded(settled, true);
      } else if (options.all || settled.state === 'running' || settled.state === 'paused') {
        shown.push(await this.summaryOf(settled));
      }
    }
    return shown;
  }

  async inspect(name: string): Promise<ContainerDetail> {
    const record = this.lookup.find(name);
    const stored = await this.lookup.storedConfig(record);
    return detail(record, stored, this.health(record), {
      ports: this.parts.sandbox.portsOf(record.id),
      logPath: logPath(this.lookup, record),
      outOfMemory: this.parts.sandbox.wasOutOfMemory(record.id),
    });
  }

  async create(options: ContainerOptions): Promise<CreatedContainer> {
    const { record, stored } = await createContainer(this.parts, options);
    const warnings = [
      ...securityWarnings(options),
      ...limitWarnings(options),
      ...chooseNetwork(options).warnings,
    ];
    return { ...summary(record, stored, null), warnings };
  }

  async start(name: string): Promise<void> {
    const record = this.lookup.find(name);
    if (record.state === 'running') return;
    await this.runs.start(record);
  }

  async startAttached(
    name: string,
    stdio: ProcessStdio,
    options: AttachOptions = {},
  ): Promise<SessionEnd> {
    const record = this.lookup.find(name);
    if (isUp(record)) return this.attach(name, stdio, options);
    return this.runs.startAttached(record, stdio, options);
  }

  async attach(
    name: string,
    stdio: ProcessStdio,
    options: AttachOptions = {},
  ): Promise<SessionEnd> {
    const record = this.lookup.up(name);
    if (record.state === 'paused') {
      throw new DarkroomError(
        'CONTAINER_PAUSED',
        'You cannot attach to a paused container, unpause it first',
        { data: { id: record.id } },
      );
    }
    return this.runs.attach(record, stdio, options);
  }

  stop(name: string, options: StopOptions): Promise<void> {
    return this.life.stop(name, options);
  }

  restart(name: string, options: StopOptions): Promise<void> {
    return this.life.restart(name, options);
  }

  kill(name: string, signal: string): Promise<void> {
    return this.life.kill(name, signal);
  }

  pause(name: string): Promise<void> {
    return this.life.pause(name);
  }

  unpause(name: string): Promise<void> {
    return this.life.unpause(name);
  }

  rename(name: string, newName: string): Promise<void> {
    return this.life.rename(name, newName);
  }

  wait(name: string, signal: AbortSignal): Promise<number> {
    return this.life.wait(name, signal);
  }

  remove(
    name: string,
    options: { readonly force: boolean; readonly volumes?: boolean },
  ): Promise<void> {
    return this.life.remove(name, options);
  }

  async prune(filter: (container: ContainerSummary) => boolean): Promise<ContainerPruneResult> {
    return this.life.prune((await this.list({ all: true })).filter(filter), (id) => this.size(id));
  }

  ports(name: string): Promise<ReadonlyArray<NetworkPort>> {
    return Promise.resolve(this.parts.sandbox.portsOf(this.lookup.find(name).id));
  }

  async top(name: string, psOptions: ReadonlyArray<string>): Promise<ProcessTable> {
    return this.life.top(name, psOptions);
  }

  async stats(
    name: string,
    options: { readonly stream: boolean },
    onUsage: (usage: ResourceUsage) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await followUsage(this.parts.sandbox, this.lookup.up(name).id, options.stream, onUsage, signal);
  }

  async statPath(name: string, path: string): Promise<PathStat> {
    return this.files.stat(this.lookup.find(name), path);
  }

  async listFolder(name: string, path: string): Promise<FolderListing> {
    return this.files.list(this.lookup.find(name), path);
  }

  async readArchive(name: string, path: string): Promise<PathArchive> {
    return this.files.read(this.lookup.find(name), path);
  }

  async writeArchive(
    name: string,
    path: string,
    content: Readable,
    options: WriteArchiveOptions,
    signal: AbortSignal,
  ): Promise<void> {
    await this.files.write(this.lookup.find(name), path, content, options, signal);
  }

  async export(name: string): Promise<Readable> {
    return this.files.export(this.lookup.find(name));
  }

  async diff(name: string): Promise<ReadonlyArray<FileChange>> {
    return this.snapshots.diff(name, never());
  }

  size(name: string): Promise<ContainerSize> {
    return this.snapshots.size(name, never());
  }

  review(name: string, signal: AbortSignal): Promise<ContainerReview> {
    return this.snapshots.review(name, signal);
  }

  findSecrets(name: string, signal: AbortSignal): Promise<ReadonlyArray<SecretFinding>> {
    return this.snapshots.findSecrets(name, signal);
  }

  fileDiff(name: string, path: string, signal: AbortSignal): Promise<FileDiff> {
    return this.snapshots.fileDiff(name, path, signal);
  }

  timeline(name: string): Promise<ReadonlyArray<TimelineEntry>> {
    return this.snapshots.timeline(name);
  }

  async logs(
    name: string,
    options: LogOptions,
    onOutput: (stream: 'stdout' | 'stderr', data: Buffer) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const record = this.lookup.find(name);
    await readLog(
      logPath(this.lookup, record),
      options,
      () => this.lookup.isRunning(record),
      onOutput,
      signal,
    );
  }

  exec(name: string, options: ExecOptions, stdio: ProcessStdio): Promise<number> {
    return this.execs.run(name, options, stdio);
  }

  execDetached(name: string, options: ExecOptions): Promise<void> {
    return this.execs.runDetached(name, options);
  }

  async commit(options: CommitOptions, work: WorkContext): Promise<CommitResult> {
    return this.snapshots.commit(options, work);
  }

  /** Keeps the index up to date while the app runs: an exit shows at once, without polling. */
  watchExits(onHealth: () => void): Disposable {
    if (process.platform !== 'linux') return toDisposable(() => undefined);
    const exits = watch(this.parts.sandbox.exitsFolder(), () => {
      void this.list({ all: true }).catch(() => undefined); // the next look tells
    });
    // Of what a health check found nothing is in the index.
    const health = watch(this.parts.sandbox.healthFolder(), onHealth);
    return toDisposable(() => {
      exits.close();
      health.close();
    });
  }

  private async summaryOf(record: ContainerRecord): Promise<ContainerSummary> {
    const stored = await this.lookup.storedConfig(record).catch(() => null);
    return summary(record, stored, this.health(record), this.parts.sandbox.portsOf(record.id));
  }

  private health(record: ContainerRecord): HealthReport | null {
    return this.parts.sandbox.containerHealth(record.id);
  }
}
