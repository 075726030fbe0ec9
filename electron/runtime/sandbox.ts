import { mkdirSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toWire } from '../../shared/errors';
import type { HealthReport } from '../../shared/model/container';
import type { SecretFinding } from '../../shared/model/secret';
import { bundlePath } from '../base/bundle-path';
import { encodePath } from '../base/path-bytes';
import type { WriteFilesInput, WriteFilesOutput } from '../oci/layer/write-files';
import type { ArchiveProgram } from './client/archive-run';
import { enterCommand } from './client/launch';
import { takeLayer } from './client/layer-file';
import { checkRequirements, thisMachine } from './client/requirements';
import { containerStatus, type ContainerStatus } from './client/container-status';
import { healthFolder, readHealth } from './client/health-file';
import { readState, wasOutOfMemory, type ContainerExit } from './helper/container-state';
import type { PortBinding } from './network';
import { SandboxLink } from './sandbox-link';
import type { ContainerChanges } from './helper/changes';
import type { CommitRequest, ContainerQuery, FileWitness, Methods } from './protocol';
import type {
  ChangedFile,
  ContainerLayer,
  ContainerSpec,
  ExecSpec,
  ProcessTable,
  ResourceSample,
  StartedContainer,
  StepEvents,
  StepResult,
  StepSpec,
  VolumeFill,
} from './step';

/**
 * Runs processes over layers. All that needs mounts or foreign ids happens in the helper, a process
 * that all clients of a store share; the first to need it starts it. Rejects with SANDBOX_* codes that
 * carry the fix when this machine cannot.
 */
export class Sandbox extends SandboxLink {
  /** Whether it can work here, without starting anything that stays. */
  check(): Promise<{ readonly available: boolean; readonly reason: string }> {
    try {
      checkRequirements(thisMachine());
      return Promise.resolve({ available: true, reason: '' });
    } catch (error) {
      const { message, hint } = toWire(error);
      return Promise.resolve({
        available: false,
        reason: hint === undefined ? message : `${message}. ${hint}`,
      });
    }
  }

  /** Makes sure that the layers' lower folders exist. Resolves with notes about what was lost. */
  async unpack(
    diffIds: ReadonlyArray<string>,
    signal: AbortSignal,
  ): Promise<ReadonlyArray<string>> {
    return (await this.call('unpack', { diffIds }, { signal })).notes;
  }

  /** Removes lower folders that nothing uses; they are made again when needed. */
  async evict(diffIds: ReadonlyArray<string>): Promise<void> {
    if (diffIds.length > 0) await this.call('evict', { diffIds });
  }

  /** Removes a folder of the store whose files belong to ids of the sandbox. */
  async removeTree(path: string): Promise<void> {
    await this.call('removeTree', { path });
  }

  /** Gives volumes that are empty what the layers have at their places, with owners and modes. */
  async fillVolumes(
    lowers: ReadonlyArray<string>,
    fills: ReadonlyArray<VolumeFill>,
    signal: AbortSignal,
  ): Promise<void> {
    await this.call('fillVolumes', { lowers, fills }, { signal });
  }

  /**
   * Writes a layer of files in one of the helper's threads; null when that would take longer than here, or
   * the helper sees other files. Rejects as writing it here does.
   */
  async writeFiles(input: WriteFilesInput, signal: AbortSignal): Promise<WriteFilesOutput | null> {
    const first = input.files.find(({ content }) => content?.kind === 'file')?.content;
    const witness = first?.kind === 'file' ? await witnessOf(first.path) : null;
    if (first !== undefined && witness === null) return null;
    const written = await this.call('writeFiles', { ...input, witness }, { signal });
    if (written === null) return null;
    const { offsets, ...layer } = written;
    return { ...layer, offsets: Float64Array.from(offsets) };
  }

  async runStep(spec: StepSpec, events: StepEvents, signal: AbortSignal): Promise<StepResult> {
    try {
      const result = await this.call('runStep', spec, {
        signal,
        onEvent(event) {
          if (event.kind === 'output') {
            events.onOutput?.(event.stream, Buffer.from(event.base64, 'base64'));
          } else if (event.kind === 'note') events.onNote?.(event.text);
        },
      });
      const { layer } = result;
      return {
        ...result,
        layer: layer === null ? null : await takeLayer(layer, spec.stagedBlobPath),
      };
    } catch (error) {
      await rm(`${spec.stagedBlobPath}.entries`, { force: true });
      throw error;
    }
  }

  /** Resolves when nothing is left of the steps that have ended: to be waited for at the end of a build. */
  async settleSteps(): Promise<void> {
    if (this.isReady) await this.call('settleSteps', {});
  }

  /** Everything but the command itself; `beginContainer` lets it run. */
  createContainer(spec: ContainerSpec, signal: AbortSignal): Promise<StartedContainer> {
    return this.call('createContainer', spec, { signal });
  }

  async beginContainer(id: string): Promise<void> {
    await this.call('beginContainer', { id });
  }

  /** CONTAINER_NOT_RUNNING, INVALID_ARGUMENT. */
  async signalContainer(id: string, signal: string): Promise<void> {
    await this.call('signalContainer', { id, signal });
  }

  /** CONTAINER_NOT_RUNNING, CONTAINER_PAUSED. */
  async pauseContainer(id: string): Promise<void> {
    await this.call('pauseContainer', { id });
  }

  async unpauseContainer(id: string): Promise<void> {
    await this.call('unpauseContainer', { id });
  }

  listProcesses(id: string, options: ReadonlyArray<string>): Promise<ProcessTable> {
    return this.call('listProcesses', { id, options });
  }

  sampleContainer(id: string): Promise<ResourceSample> {
    return this.call('sampleContainer', { id });
  }

  /** Shows a container's files in a folder that only the sandbox sees, for as long as `use` takes. */
  async withRoot<T>(
    request: Methods['holdRoot']['params'],
    use: (root: string) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    let given: (root: string) => void = () => undefined;
    const root = new Promise<string>((resolve) => (given = resolve));
    const held = this.call('holdRoot', request, {
      signal: controller.signal,
      onEvent: (event) => event.kind === 'root' && given(event.path),
    });
    try {
      return await use(await Promise.race([root, held.then(() => root)]));
    } finally {
      controller.abort();
      await held.catch(() => undefined);
    }
  }

  /** What copies files inside, see client/archive-run.ts. */
  async archiveProgram(): Promise<ArchiveProgram> {
    const helperProgram = this.options.helperProgram ?? bundlePath('helper');
    return { helperProgram, prefix: await this.namespaceCommand() };
  }

  /** SIGKILL, and waits for the end. */
  async killContainer(id: string): Promise<void> {
    await this.call('killContainer', { id });
  }

  /** CONTAINER_NOT_RUNNING when it was not started since the machine was. */
  waitContainer(id: string, signal: AbortSignal): Promise<ContainerExit> {
    return this.call('waitContainer', { id }, { signal });
  }

  /** Kills it when it runs, and removes its folders. Idempotent. */
  async removeContainer(id: string): Promise<void> {
    await this.call('removeContainer', { id });
  }

  diffContainer(query: ContainerQuery, signal: AbortSignal): Promise<ContainerChanges> {
    return this.call('diffContainer', query, { signal });
  }

  /** Secrets in a container's changes and in the volumes asked about, before any exception. */
  async scanContainer(
    query: ContainerQuery,
    signal: AbortSignal,
  ): Promise<ReadonlyArray<SecretFinding>> {
    return (await this.call('scanContainer', query, { signal })).secrets;
  }

  /** The beginning of a file as the container has it; null where it made or changed no such file. */
  async readChange(id: string, path: string, limitBytes: number): Promise<ChangedFile | null> {
    const { content } = await this.call('readChange', { id, path, limitBytes });
    if (content === null) return null;
    return { bytes: Buffer.from(content.base64, 'base64'), sizeBytes: content.sizeBytes };
  }

  /**
   * Writes the changes to the staged blob; the caller commits it. `onBytes`: bytes of tar so far, and
   * of all content once that is known.
   */
  async commitContainer(
    request: CommitRequest,
    onBytes: (done: number, total: number | null) => void,
    signal: AbortSignal,
  ): Promise<ContainerLayer> {
    try {
      const result = await this.call('commitContainer', request, {
        signal,
        onEvent: (event) => event.kind === 'bytes' && onBytes(event.done, event.total),
      });
      return { ...(await takeLayer(result, request.stagedBlobPath)), pausedMs: result.pausedMs };
    } catch (error) {
      for (const suffix of ['.entries', '.again', '.scratch'])
        await rm(`${request.stagedBlobPath}${suffix}`, { force: true });
      throw error;
    }
  }

  /** A command, to be run with the caller's own stdio, that is another process in the container. */
  async execCommand(spec: ExecSpec): Promise<ReadonlyArray<string>> {
    const { command } = await this.call('execContainer', spec);
    return [...(await this.namespaceCommand()), ...command];
  }

  /** Passes a terminal's new size to the process that an `execCommand`, running as `pid`, made. */
  async resizeExec(pid: number, columns: number, rows: number): Promise<void> {
    await this.call('resizeExec', { pid, columns, rows });
  }

  /** What to put before a command for it to see the sandbox's mounts and ids. */
  async namespaceCommand(): Promise<string[]> {
    const { info } = await this.connect();
    return enterCommand(info.pid);
  }

  /** Whether a container that was started still runs. Reads two files; no helper is needed. */
  containerStatus(id: string): ContainerStatus {
    return containerStatus(this.runtime(), id);
  }

  /** Published ports of a container that runs; none of one that does not. */
  portsOf(id: string): ReadonlyArray<PortBinding> {
    if (this.containerStatus(id).kind !== 'running') return [];
    return readState(join(this.runtime(), 'containers'), id)?.ports ?? [];
  }

  /** How its health check went last. Reads a file; no helper is needed. */
  containerHealth(id: string): HealthReport | null {
    return readHealth(this.runtime(), id);
  }

  /** Whether the kernel killed something in it, when it ran last, for want of memory. */
  wasOutOfMemory(id: string): boolean {
    return wasOutOfMemory(join(this.runtime(), 'exits'), id);
  }

  /** Where `containerHealth`'s files lie, for watching. */
  healthFolder(): string {
    return healthFolder(this.runtime());
  }

  /** Where exit files appear, one per container, for watching. */
  exitsFolder(): string {
    const folder = join(this.runtime(), 'exits');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }
}

async function witnessOf(path: string): Promise<FileWitness | null> {
  const found = await stat(encodePath(path), { bigint: true }).catch(() => null);
  return found === null ? null : { path, dev: String(found.dev), ino: String(found.ino) };
}
