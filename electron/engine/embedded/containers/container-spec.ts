import type { ContainerOptions } from '../../../../shared/model/container-options';
import { defaultPath } from '../../../runtime/spec/defaults';
import { mergeEnvironment } from '../../../runtime/spec/environment';
import { initProgram } from '../../../runtime/tools';
import type { ContainerSpec } from '../../../runtime/step';
import { commandLine, type StoredConfig } from './container-config';
import { healthSpec } from './health';
import { cgroupLimits } from './limits';
import { dnsSettings, portBindings } from './network';
import { sandboxSecurity } from './security';

/** What the sandbox starts. INVALID_ARGUMENT, NOT_SUPPORTED, SANDBOX_TOOL_MISSING. */
export function containerSpec(
  id: string,
  stored: StoredConfig,
  options: ContainerOptions,
): ContainerSpec {
  const { config, hostname } = stored;
  const tty = options.tty ?? false;
  const health = healthSpec(config);
  const limits = cgroupLimits(options);
  // Containers of former versions have none: they shared the host's.
  const { network = 'host' } = options;
  const { extraHosts, shmSizeBytes, sysctls, devices, annotations } = options;
  return {
    id,
    lowers: stored.image.rootfs.diff_ids,
    args: commandLine(config),
    env: mergeEnvironment(
      [`PATH=${defaultPath}`, `HOSTNAME=${hostname}`, ...(tty ? ['TERM=xterm'] : [])],
      // A name alone took the image's variable away.
      (config.Env ?? []).filter((item) => item.includes('=')),
    ),
    workingDir:
      config.WorkingDir === undefined || config.WorkingDir === '' ? '/' : config.WorkingDir,
    user: config.User ?? '',
    ...(options.groupAdd === undefined ? {} : { groupAdd: options.groupAdd }),
    network,
    ports: network === 'bridge' ? portBindings(options, config) : [],
    dns: dnsSettings(options),
    hostname,
    ...(options.domainname === undefined ? {} : { domainname: options.domainname }),
    tty,
    openStdin: options.interactive ?? false,
    readOnly: options.readOnly ?? false,
    mounts: stored.mounts.map(({ mount }) => mount),
    ulimits: options.ulimits ?? [],
    ...(shmSizeBytes === undefined ? {} : { shmSizeBytes }),
    ...(extraHosts === undefined ? {} : { extraHosts: extraHosts.map(hostsLine) }),
    ...(options.init === true ? { initPath: initProgram() } : {}),
    security: sandboxSecurity(options),
    ...(limits === null ? {} : { limits }),
    ...(sysctls === undefined ? {} : { sysctls }),
    ...(devices === undefined ? {} : { devices }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(health === null ? {} : { health }),
  };
}

/** `name:address` as a line of /etc/hosts. */
function hostsLine(text: string): string {
  const colon = text.indexOf(':');
  return `${text.slice(colon + 1)}\t${text.slice(0, colon)}`;
}
