import { availableParallelism } from 'node:os';
import { DarkroomError } from '../../../../shared/errors';
import type { ContainerOptions } from '../../../../shared/model/container-options';
import { cgroupObstacle } from '../../../runtime/client/cgroup-support';
import type { CgroupLimits } from '../../../runtime/step';

const leastMemoryBytes = 6 * 1024 * 1024;
/** The scheduler's usual period, which Docker takes for --cpus. */
const defaultPeriodMicros = 100_000;

/** The limits asked for, checked as Docker's daemon does; null when there are none. */
export function cgroupLimits(options: ContainerOptions): CgroupLimits | null {
  const { memoryBytes, memorySwapBytes, memoryReservationBytes, cpus, pidsLimit } = options;
  check(
    memoryBytes === undefined || memoryBytes === 0 || memoryBytes >= leastMemoryBytes,
    'Minimum memory limit allowed is 6MB',
  );
  check(
    memorySwapBytes === undefined || memorySwapBytes <= 0 || memoryBytes !== undefined,
    'You should always set the Memory limit when using Memoryswap limit, see usage',
  );
  check(
    memorySwapBytes === undefined || memorySwapBytes <= 0 || memorySwapBytes >= (memoryBytes ?? 0),
    'Minimum memoryswap limit should be larger than memory limit, see usage',
  );
  check(
    memoryBytes === undefined || memoryBytes === 0 || (memoryReservationBytes ?? 0) <= memoryBytes,
    'Minimum memory limit can not be less than memory reservation limit, see usage',
  );
  check(
    cpus === undefined || cpus <= availableParallelism(),
    `Range of CPUs is from 0.01 to ${availableParallelism()}.00, as there are only ${availableParallelism()} CPUs available`,
  );
  check(
    cpus === undefined || cpus === 0 || options.cpuQuotaMicros === undefined,
    'Conflicting options: Nano CPUs and CPU Quota cannot both be set',
  );
  const period = options.cpuPeriodMicros;
  const limits: CgroupLimits = {
    ...some('memoryBytes', memoryBytes),
    ...some('memorySwapBytes', memorySwapOf(options)),
    ...some('memoryReservationBytes', memoryReservationBytes),
    ...(cpus === undefined || cpus === 0
      ? { ...some('cpuQuotaMicros', options.cpuQuotaMicros), ...some('cpuPeriodMicros', period) }
      : {
          cpuQuotaMicros: Math.round(cpus * defaultPeriodMicros),
          cpuPeriodMicros: defaultPeriodMicros,
        }),
    ...some('cpuShares', options.cpuShares),
    ...(options.cpusetCpus === undefined ? {} : { cpusetCpus: options.cpusetCpus }),
    ...(options.cpusetMems === undefined ? {} : { cpusetMems: options.cpusetMems }),
    ...some('pids', pidsLimit),
  };
  return Object.keys(limits).length === 0 ? null : limits;
}

/** What of the limits cannot be had on this machine. */
export function limitWarnings(options: ContainerOptions): ReadonlyArray<string> {
  const limits = cgroupLimits(options);
  const obstacle = limits === null ? null : cgroupObstacle(limits);
  return obstacle === null ? [] : [obstacle];
}

/** Docker allows as much swap as memory where nothing is said. */
export function memorySwapOf(options: ContainerOptions): number | undefined {
  const { memoryBytes = 0, memorySwapBytes = 0 } = options;
  if (memorySwapBytes !== 0) return memorySwapBytes;
  return memoryBytes === 0 ? undefined : memoryBytes * 2;
}

/** 0 stands for no limit in Docker's options. */
function some<K extends string>(
  name: K,
  value: number | undefined,
): { readonly [Key in K]?: number } {
  return value === undefined || value === 0
    ? {}
    : ({ [name]: value } as { readonly [Key in K]: number });
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new DarkroomError('INVALID_ARGUMENT', message);
}
