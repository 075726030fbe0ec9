import type {
  DeviceOption,
  ResourceOptions,
  UlimitOption,
} from '../../../shared/model/container-options';
import { UsageError } from '../command';
import type { FlagSpecs, FlagValues } from '../flags';
import { given, invalid, pair, present, size, wholeNumber } from '../values';

export const resourceFlags: FlagSpecs = {
  'cpu-period': { kind: 'text', help: "Length of the scheduler's period in microseconds" },
  'cpu-quota': { kind: 'text', help: 'Microseconds of each period that it may run' },
  'cpu-shares': { kind: 'text', short: 'c', help: 'Share of the CPUs relative to others (1024)' },
  cpus: { kind: 'text', help: 'Number of CPUs, such as 1.5' },
  'cpuset-cpus': { kind: 'text', help: 'CPUs it may use, such as 0-2,4' },
  'cpuset-mems': { kind: 'text', help: 'Memory nodes it may use' },
  device: { kind: 'list', help: 'Give it a device of the host: /dev/x[:/dev/y[:rwm]]' },
  memory: { kind: 'text', short: 'm', help: 'Limit of memory, such as 512m' },
  'memory-reservation': { kind: 'text', help: 'Memory that it is held to when memory is short' },
  'memory-swap': { kind: 'text', help: 'Limit of memory and swap together; -1 for none' },
  'pids-limit': { kind: 'text', help: 'Limit of processes and threads; -1 for none' },
  'shm-size': { kind: 'text', help: 'Size of /dev/shm, such as 64m' },
  sysctl: { kind: 'list', help: 'Set a kernel parameter of its namespaces: name=value' },
  ulimit: { kind: 'list', help: 'Set a limit of its processes: name=soft[:hard]' },
};

export function resourceOptions(flags: FlagValues): ResourceOptions {
  const ulimits = flags.list('ulimit').map(ulimit);
  const devices = flags.list('device').map(device);
  const sysctls = flags.list('sysctl').map(sysctl);
  return {
    ...present<Omit<ResourceOptions, 'ulimits' | 'devices' | 'sysctls'>>({
      memoryBytes: given(flags, 'memory', size),
      memorySwapBytes: given(flags, 'memory-swap', (flag, text) =>
        text === '-1' ? -1 : size(flag, text),
      ),
      memoryReservationBytes: given(flags, 'memory-reservation', size),
      cpus: given(flags, 'cpus', cpuCount),
      cpuShares: given(flags, 'cpu-shares', wholeNumber),
      cpuPeriodMicros: given(flags, 'cpu-period', wholeNumber),
      cpuQuotaMicros: given(flags, 'cpu-quota', (flag, text) => wholeNumber(flag, text, -1)),
      cpusetCpus: given(flags, 'cpuset-cpus', cpuList),
      cpusetMems: given(flags, 'cpuset-mems', cpuList),
      pidsLimit: given(flags, 'pids-limit', (flag, text) => wholeNumber(flag, text, -1)),
      shmSizeBytes: given(flags, 'shm-size', size),
    }),
    ...(ulimits.length === 0 ? {} : { ulimits }),
    ...(devices.length === 0 ? {} : { devices }),
    ...(sysctls.length === 0 ? {} : { sysctls: Object.fromEntries(sysctls) }),
  };
}

function cpuCount(flag: string, text: string): number {
  if (!/^\d+(\.\d*)?$|^\.\d+$/.test(text)) {
    throw invalid(flag, text, `failed to parse ${text} as a rational number`);
  }
  return Number(text);
}

function cpuList(flag: string, text: string): string {
  if (/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text)) return text;
  throw new UsageError(`Invalid value ${text} for --${flag}: write it as 0-2,4`);
}

/** getrlimit(2)'s limits, as docker names them. */
const limitNames = new Set(
  'core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(
    ' ',
  ),
);

function ulimit(text: string): UlimitOption {
  const [name, value] = pair(text);
  const numbers = value.split(':');
  if (!text.includes('=') || numbers.length > 2) {
    throw invalid('ulimit', text, `invalid ulimit argument: ${text}`);
  }
  if (!limitNames.has(name)) throw invalid('ulimit', text, `invalid ulimit type: ${name}`);
  const [soft, hard = soft] = numbers.map((number) => {
    if (/^-1$|^\d+$/.test(number)) return Number(number);
    throw invalid('ulimit', text, `invalid number: ${number}`);
  }) as [number, number?];
  if (hard !== -1 && (soft > hard || soft === -1)) {
    throw invalid(
      'ulimit',
      text,
      `ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`,
    );
  }
  return { name, soft, hard };
}

function device(text: string): DeviceOption {
  const [source = '', second, third, ...rest] = text.split(':');
  const isMode = (part: string | undefined) => part !== undefined && /^[rwm]{1,3}$/.test(part);
  const target = second === undefined || isMode(second) ? source : second;
  const permissions = third ?? (isMode(second) ? (second ?? 'rwm') : 'rwm');
  if (!source.startsWith('/') || !target.startsWith('/') || rest.length > 0) {
    throw invalid('device', text, `${text} is not an absolute path`);
  }
  if (!isMode(permissions)) throw invalid('device', text, `bad mode specified: ${permissions}`);
  return { source, target, permissions };
}

function sysctl(text: string): readonly [string, string] {
  const [name, value] = pair(text);
  if (
    /^(kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)|net\..+|fs\.mqueue\..+)$/.test(
      name,
    ) &&
    text.includes('=')
  )
    return [name, value];
  throw invalid('sysctl', text, `sysctl '${text}' is not allowed`);
}
