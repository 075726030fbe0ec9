import type { ContainerDetail, HealthReport } from '../../shared/model/container';
import type { MountPoint } from '../../shared/model/volume';
import { hostConfigDocument } from './host-config-document';
import { networkDocument } from './network-document';

const noTime = '0001-01-01T00:00:00Z';

/** `docker container inspect`'s document: field names and shapes of the Docker Engine API v1.45. */
export function containerDocument(container: ContainerDetail): Readonly<Record<string, unknown>> {
  const { options, config } = container;
  const command = [...container.entrypoint, ...container.args];
  return {
    Id: container.id,
    Created: container.createdAt,
    Path: command[0] ?? '',
    Args: command.slice(1),
    State: stateDocument(container),
    Image: container.imageId,
    LogPath: container.logPath ?? '',
    Name: `/${container.name}`,
    RestartCount: 0,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: null,
    HostConfig: hostConfigDocument(options),
    GraphDriver: { Data: null, Name: 'overlay2' },
    Mounts: container.mounts.map(mountDocument),
    Config: {
      Hostname: container.hostname,
      Domainname: options.domainname ?? '',
      User: container.user,
      AttachStdin: options.interactive ?? false,
      AttachStdout: true,
      AttachStderr: true,
      ...(config.ExposedPorts === undefined ? {} : { ExposedPorts: config.ExposedPorts }),
      Tty: container.tty,
      OpenStdin: options.interactive ?? false,
      StdinOnce: options.interactive ?? false,
      Env: container.env,
      Cmd: config.Cmd ?? null,
      ...(config.Healthcheck === undefined ? {} : { Healthcheck: config.Healthcheck }),
      Image: container.imageName,
      Volumes: config.Volumes ?? null,
      WorkingDir: container.workingDir,
      Entrypoint: config.Entrypoint ?? null,
      OnBuild: null,
      Labels: container.labels,
      ...(config.StopSignal === undefined ? {} : { StopSignal: config.StopSignal }),
      ...(options.stopTimeoutSeconds === undefined
        ? {}
        : { StopTimeout: options.stopTimeoutSeconds }),
      ...(config.Shell === undefined ? {} : { Shell: config.Shell }),
    },
    NetworkSettings: networkDocument(container),
  };
}

function stateDocument(container: ContainerDetail): Readonly<Record<string, unknown>> {
  const { state, healthReport = null } = container;
  return {
    Status: state,
    Running: state === 'running' || state === 'paused',
    Paused: state === 'paused',
    Restarting: false,
    OOMKilled: container.outOfMemory ?? false,
    Dead: state === 'dead',
    Pid: container.pid ?? 0,
    ExitCode: container.exitCode ?? 0,
    Error: container.error,
    StartedAt: container.startedAt ?? noTime,
    FinishedAt: container.finishedAt ?? noTime,
    ...(healthReport === null ? {} : { Health: healthDocument(healthReport) }),
  };
}

function healthDocument(report: HealthReport): Readonly<Record<string, unknown>> {
  return {
    Status: report.status,
    FailingStreak: report.failingStreak,
    Log: report.log.map(({ start, end, exitCode, output }) => ({
      Start: start,
      End: end,
      ExitCode: exitCode,
      Output: output,
    })),
  };
}

function mountDocument(mount: MountPoint): Readonly<Record<string, unknown>> {
  const isVolume = mount.kind === 'volume';
  return {
    Type: mount.kind,
    ...(isVolume ? { Name: mount.name } : {}),
    Source: mount.source,
    Destination: mount.target,
    ...(isVolume ? { Driver: 'local' } : {}),
    Mode: mount.mode,
    RW: !mount.readOnly,
    Propagation: mount.propagation,
  };
}
