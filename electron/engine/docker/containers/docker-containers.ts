import type {
  ContainerDetail,
  ContainerOptions,
  ContainerSummary,
  CreatedContainer,
  ResourceUsage,
} from '../../../../shared/model/container';
import type { EnginePreferences } from '../../../../shared/model/settings';
import type {
  AttachOptions,
  ContainerOperations,
  ExecOptions,
  LogOptions,
  ProcessStdio,
  SessionEnd,
} from '../../engine';
import type { EngineConnection } from '../connection';
import { inBatches } from '../in-batches';
import { DockerContainerSnapshots, type SnapshotParts } from '../snapshots/container-snapshots';
import { ContainerFiles } from './container-files';
import { containerDetail, containerSummary } from './container-shapes';
import { ContainerState } from './container-state';
import { createBody } from './create-body';
import { readLogs } from './logs';
import { inspect, running } from './lookup';
import { attachSession, execDetached, execSession } from './sessions';
import { followStats } from './stats';

/** Containers of an engine that speaks Docker's API. */
export function dockerContainers(
  parts: SnapshotParts & { readonly network: () => EnginePreferences['network'] },
): ContainerOperations {
  const { connection, copyOf } = parts;
  const core = new ContainerCore(connection, parts.network);
  const state = new ContainerState(connection, () => core.list({ all: true }));
  const files = new ContainerFiles(connection, copyOf);
  return {
    ...methodsOf(core),
    ...methodsOf(state),
    ...methodsOf(files),
    ...methodsOf(new DockerContainerSnapshots(parts)),
    startAttached: (name, stdio, options) =>
      core.startAttached(name, stdio, options ?? {}, (id) => state.start(id)),
  };
}

/** An object's own methods, bound to it, so that several make one. */
function methodsOf<T extends object>(object: T): Omit<T, never> {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(object)) as (keyof T & string)[];
  const methods = names.flatMap((name) => {
    const value = object[name];
    return typeof value === 'function' && name !== 'constructor'
      ? [[name, (value as (...args: unknown[]) => unknown).bind(object)] as const]
      : [];
  });
  return Object.fromEntries(methods) as Omit<T, never>;
}

class ContainerCore {
  constructor(
    private readonly connection: EngineConnection,
    /** Where a request names none. */
    private readonly network: () => EnginePreferences['network'],
  ) {}

  async list(options: { readonly all: boolean }): Promise<ReadonlyArray<ContainerSummary>> {
    const api = await this.connection.api();
    const listed = await api.json<ReadonlyArray<{ readonly Id: string }>>({
      method: 'GET',
      path: '/containers/json',
      query: { all: options.all },
      what: 'List containers',
    });
    // The list lacks exit codes and times; one that is removed meanwhile is not listed.
    const answers = await inBatches(listed, ({ Id }) => inspect(api, Id).catch(() => null));
    return answers.filter((answer) => answer !== null).map(containerSummary);
  }

  async inspect(name: string): Promise<ContainerDetail> {
    return containerDetail(await inspect(await this.connection.api(), name));
  }

  async create(options: ContainerOptions): Promise<CreatedContainer> {
    const api = await this.connection.api();
    const network = this.network();
    const { Id, Warnings } = await api.json<{
      readonly Id: string;
      readonly Warnings?: ReadonlyArray<string> | null;
    }>({
      method: 'POST',
      path: '/containers/create',
      query: { name: options.name, platform: options.platform },
      body: createBody(network === 'default' ? options : { network, ...options }),
      what: `Create a container of ${options.image}`,
    });
    this.connection.changed('containers');
    return { ...containerSummary(await inspect(api, Id)), warnings: Warnings ?? [] };
  }

  async logs(
    name: string,
    options: LogOptions,
    onOutput: (stream: 'stdout' | 'stderr', data: Buffer) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { Id, Config } = await inspect(await this.connection.api(), name);
    const request = { id: Id, tty: Config.Tty ?? false, options };
    await readLogs(this.connection.api, request, onOutput, signal);
  }

  async stats(
    name: string,
    options: { readonly stream: boolean },
    onUsage: (usage: ResourceUsage) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const api = await this.connection.api();
    const { Id } = await running(api, name);
    await followStats(api, Id, options.stream, onUsage, signal);
  }

  async startAttached(
    name: string,
    stdio: ProcessStdio,
    options: AttachOptions,
    start: (id: string) => Promise<void>,
  ): Promise<SessionEnd> {
    const api = await this.connection.api();
    const container = await inspect(api, name);
    const starting = container.State.Running ? null : () => start(container.Id);
    return attachSession(api, container, stdio, options, starting);
  }

  async attach(name: string, stdio: ProcessStdio, options?: AttachOptions): Promise<SessionEnd> {
    const api = await this.connection.api();
    return attachSession(api, await running(api, name), stdio, options ?? {}, null);
  }

  async exec(name: string, options: ExecOptions, stdio: ProcessStdio): Promise<number> {
    return execSession(await this.connection.api(), name, options, stdio);
  }

  async execDetached(name: string, options: ExecOptions): Promise<void> {
    await execDetached(await this.connection.api(), name, options);
  }
}
