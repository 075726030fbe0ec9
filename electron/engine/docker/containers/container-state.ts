import { DarkroomError } from '../../../../shared/errors';
import type {
  ContainerPruneResult,
  ContainerSize,
  ContainerSummary,
  NetworkPort,
  ProcessTable,
} from '../../../../shared/model/container';
import type { ContainerOperations, StopOptions } from '../../engine';
import type { EngineConnection } from '../connection';
import type { ApiRequest } from '../docker-api';
import { inspect, place } from './lookup';

type StateOperations = Pick<
  ContainerOperations,
  | 'start'
  | 'stop'
  | 'restart'
  | 'kill'
  | 'pause'
  | 'unpause'
  | 'rename'
  | 'wait'
  | 'remove'
  | 'prune'
  | 'ports'
  | 'size'
  | 'top'
>;

/** What `ps -ef` shows, by Podman's own names: it looks itself and needs no ps in the container. */
const podmanColumns = 'user,pid,ppid,pcpu,stime,tty,time,args';

/** What changes the state of containers, and what asks about those that run. */
export class ContainerState implements StateOperations {
  constructor(
    private readonly connection: EngineConnection,
    private readonly listAll: () => Promise<ReadonlyArray<ContainerSummary>>,
  ) {}

  async start(name: string): Promise<void> {
    const what = `Start container ${name}`;
    await this.act({ method: 'POST', path: `${place(name)}/start`, what });
  }

  async stop(name: string, options: StopOptions): Promise<void> {
    await this.stopOr('stop', `Stop container ${name}`, name, options);
  }

  async restart(name: string, options: StopOptions): Promise<void> {
    await this.stopOr('restart', `Restart container ${name}`, name, options);
  }

  async kill(name: string, signal: string): Promise<void> {
    const what = `Send ${signal} to container ${name}`;
    await this.act({ method: 'POST', path: `${place(name)}/kill`, query: { signal }, what });
  }

  async pause(name: string): Promise<void> {
    const { State, Id } = await inspect(await this.connection.api(), name);
    if (State.Paused === true) {
      throw new DarkroomError('CONTAINER_PAUSED', `Container ${name} is paused already`, {
        data: { id: Id },
      });
    }
    await this.act({
      method: 'POST',
      path: `${place(name)}/pause`,
      what: `Pause container ${name}`,
    });
  }

  async unpause(name: string): Promise<void> {
    const what = `Unpause container ${name}`;
    await this.act({ method: 'POST', path: `${place(name)}/unpause`, what });
  }

  async rename(name: string, newName: string): Promise<void> {
    await this.act({
      method: 'POST',
      path: `${place(name)}/rename`,
      query: { name: newName },
      what: `Rename container ${name}`,
    });
  }

  async size(name: string): Promise<ContainerSize> {
    const api = await this.connection.api();
    const answer = await api.json<{ readonly SizeRw?: number; readonly SizeRootFs?: number }>({
      method: 'GET',
      path: `${place(name)}/json`,
      query: { size: true },
      what: `Measure container ${name}`,
    });
    return { changesBytes: answer.SizeRw ?? 0, totalBytes: answer.SizeRootFs ?? 0 };
  }

  async wait(name: string, signal: AbortSignal): Promise<number> {
    const api = await this.connection.api();
    const { State, Id } = await inspect(api, name);
    if (!State.Running) return State.ExitCode;
    const answer = await api.json<{ readonly StatusCode: number }>({
      method: 'POST',
      path: `${place(Id)}/wait`,
      query: { condition: 'not-running' },
      signal,
      what: `Wait for container ${name}`,
    });
    return answer.StatusCode;
  }

  async remove(
    name: string,
    options: { readonly force: boolean; readonly volumes?: boolean },
  ): Promise<void> {
    const api = await this.connection.api();
    // The engines' words for it differ, and some do not say why.
    const { State, Id, Name } = await inspect(api, name);
    if (State.Running && !options.force) {
      throw new DarkroomError(
        'CONTAINER_RUNNING',
        `Remove container ${Name.slice(1)}: it is running`,
        { data: { id: Id }, hint: 'Stop it first, or force the removal.' },
      );
    }
    await this.act({
      method: 'DELETE',
      path: place(Id),
      query: { force: options.force, v: options.volumes ?? false },
      what: `Remove container ${name}`,
    });
  }

  async prune(filter: (container: ContainerSummary) => boolean): Promise<ContainerPruneResult> {
    const removed: string[] = [];
    let freedBytes = 0;
    for (const container of await this.listAll()) {
      if (container.state === 'running' || container.state === 'paused') continue;
      if (!filter(container)) continue;
      const { changesBytes } = await this.size(container.id);
      await this.remove(container.id, { force: false });
      removed.push(container.id);
      freedBytes += changesBytes;
    }
    return { removed, freedBytes };
  }

  async ports(name: string): Promise<ReadonlyArray<NetworkPort>> {
    const { NetworkSettings } = await inspect(await this.connection.api(), name);
    return Object.entries(NetworkSettings?.Ports ?? {}).flatMap(([key, bindings]) => {
      const [port = '', protocol = 'tcp'] = key.split('/');
      if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') return [];
      return (bindings ?? []).map(({ HostIp, HostPort }) => ({
        hostAddress: HostIp === '0.0.0.0' || HostIp === '::' ? '' : HostIp,
        hostPort: Number(HostPort),
        containerPort: Number(port),
        protocol,
      }));
    });
  }

  async top(name: string, psOptions: ReadonlyArray<string>): Promise<ProcessTable> {
    const api = await this.connection.api();
    const given = psOptions.length === 0 && api.isPodman ? podmanColumns : psOptions.join(' ');
    const answer = await api.json<{
      readonly Titles?: ReadonlyArray<string>;
      readonly Processes?: ReadonlyArray<ReadonlyArray<string>> | null;
    }>({
      method: 'GET',
      path: `${place(name)}/top`,
      query: given === '' ? {} : { ps_args: given },
      what: `List processes of container ${name}`,
    });
    if (answer.Titles === undefined) {
      throw new DarkroomError('COMMAND_NOT_FOUND', `List processes of container ${name}: no ps`, {
        data: { name },
        hint: 'The engine runs ps in the container for these options, which has none: leave them out.',
      });
    }
    return { titles: answer.Titles, processes: answer.Processes ?? [] };
  }

  private async stopOr(
    verb: 'stop' | 'restart',
    what: string,
    name: string,
    { timeoutSeconds, signal }: StopOptions,
  ): Promise<void> {
    const query = {
      ...(timeoutSeconds === null ? {} : { t: timeoutSeconds }),
      ...(signal === undefined ? {} : { signal }),
    };
    await this.act({ method: 'POST', path: `${place(name)}/${verb}`, query, what });
  }

  private async act(request: ApiRequest): Promise<void> {
    await (await this.connection.api()).json(request);
    this.connection.changed('containers');
  }
}
