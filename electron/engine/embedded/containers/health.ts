import type { ContainerConfig, Healthcheck } from '../../../../shared/model/image';
import { DarkroomError } from '../../../../shared/errors';
import type { HealthSpec } from '../../../runtime/step';

const nanosPerMilli = 1e6;
/** Docker's defaults (reference of HEALTHCHECK). */
const defaults = {
  intervalMs: 30_000,
  timeoutMs: 30_000,
  startPeriodMs: 0,
  startIntervalMs: 5_000,
  retries: 3,
} as const;
const leastNanos = nanosPerMilli;

/** The container's check: fields of the options over those of the image, as Docker's daemon merges. */
export function mergeHealthcheck(
  image: Healthcheck | undefined,
  options: Healthcheck | undefined,
): Healthcheck | undefined {
  if (options === undefined) return image;
  for (const field of ['Interval', 'Timeout', 'StartPeriod', 'StartInterval'] as const) {
    const nanos = options[field] ?? 0;
    if (nanos === 0 || nanos >= leastNanos) continue;
    throw new DarkroomError('INVALID_ARGUMENT', `${field} in Healthcheck cannot be less than 1ms`);
  }
  return { ...image, ...options };
}

/** What is run and when; null where there is no check. A time of 0 stands for the default. */
export function healthSpec(config: ContainerConfig): HealthSpec | null {
  const check = config.Healthcheck;
  const args = probeArgs(check?.Test ?? [], config.Shell);
  if (check === undefined || args.length === 0) return null;
  const millis = (nanos: number | undefined, otherwise: number) =>
    nanos === undefined || nanos === 0 ? otherwise : nanos / nanosPerMilli;
  return {
    args,
    intervalMs: Math.round(millis(check.Interval, defaults.intervalMs)),
    timeoutMs: Math.round(millis(check.Timeout, defaults.timeoutMs)),
    startPeriodMs: Math.round(millis(check.StartPeriod, defaults.startPeriodMs)),
    startIntervalMs: Math.round(millis(check.StartInterval, defaults.startIntervalMs)),
    retries: check.Retries === undefined || check.Retries === 0 ? defaults.retries : check.Retries,
  };
}

function probeArgs(
  test: ReadonlyArray<string>,
  shell: ReadonlyArray<string> | undefined,
): ReadonlyArray<string> {
  const [kind, ...words] = test;
  if (kind === 'CMD') return words;
  return kind === 'CMD-SHELL' ? [...(shell ?? ['/bin/sh', '-c']), ...words] : [];
}
