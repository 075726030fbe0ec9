import { DarkroomError } from '../../../shared/errors';
import type { LifeOptions } from '../../../shared/model/container-options';
import type { Healthcheck } from '../../../shared/model/image';
import { UsageError } from '../command';
import type { FlagSpecs, FlagValues } from '../flags';
import { duration, given, present, wholeNumber } from '../values';

export const lifeFlags: FlagSpecs = {
  'health-cmd': { kind: 'text', help: 'Command that tells whether it is well' },
  'health-interval': { kind: 'text', help: 'Time between two checks, such as 30s' },
  'health-retries': { kind: 'text', help: 'Failures in a row until it is unhealthy' },
  'health-start-interval': { kind: 'text', help: 'Time between two checks while it starts' },
  'health-start-period': { kind: 'text', help: 'Time to start in which failures do not count' },
  'health-timeout': { kind: 'text', help: 'Longest time that a check may take' },
  'no-healthcheck': { kind: 'switch', help: "Leave out the image's check" },
  restart: { kind: 'text', help: 'no: others need a daemon' },
  rm: { kind: 'switch', help: 'Remove the container when it ends' },
  'stop-signal': { kind: 'text', help: 'Signal that stops the container' },
  'stop-timeout': { kind: 'text', help: 'Seconds to wait before it is killed' },
};

export function lifeOptions(flags: FlagValues): LifeOptions {
  checkRestart(flags.text('restart') ?? 'no', flags.switch('rm'));
  const healthcheck = healthOptions(flags);
  return {
    autoRemove: flags.switch('rm'),
    ...present<Pick<LifeOptions, 'stopSignal' | 'stopTimeoutSeconds'>>({
      stopSignal: flags.text('stop-signal'),
      stopTimeoutSeconds: given(flags, 'stop-timeout', (flag, text) => wholeNumber(flag, text, -1)),
    }),
    ...(healthcheck === null ? {} : { healthcheck }),
  };
}

/** docker refuses the pair with --rm; a policy itself needs somebody who is always there. */
function checkRestart(policy: string, autoRemove: boolean): void {
  const match = /^(no|always|unless-stopped|on-failure(?::(\d+))?)?$/.exec(policy);
  if (match === null) throw new UsageError(`invalid restart policy: ${policy}`);
  if (policy === 'no' || policy === '') return;
  if (autoRemove)
    throw new UsageError('conflicting options: cannot specify both --restart and --rm');
  throw new DarkroomError(
    'NOT_SUPPORTED',
    `--restart ${policy}: nothing runs in the background that could start it again`,
    {
      hint: 'Darkroom has no daemon. Let a service manager start it, e.g. a systemd unit with "darkroom start -a NAME".',
    },
  );
}

const timeFields = {
  'health-interval': 'Interval',
  'health-timeout': 'Timeout',
  'health-start-period': 'StartPeriod',
  'health-start-interval': 'StartInterval',
} as const;

/** Only the fields that were given; the rest is the image's. */
function healthOptions(flags: FlagValues): Healthcheck | null {
  const command = flags.text('health-cmd');
  const retries = given(flags, 'health-retries', wholeNumber);
  const times = Object.entries(timeFields).flatMap(([flag, field]) => {
    const value = given(flags, flag, duration);
    return value === undefined ? [] : [[field, value] as const];
  });
  const fields: Healthcheck = {
    ...(command === undefined || command === '' ? {} : { Test: ['CMD-SHELL', command] }),
    ...Object.fromEntries(times),
    ...(retries === undefined ? {} : { Retries: retries }),
  };
  const isGiven = Object.keys(fields).length > 0;
  if (!flags.switch('no-healthcheck')) return isGiven ? fields : null;
  if (isGiven) throw new UsageError('--no-healthcheck conflicts with --health-* options');
  return { Test: ['NONE'] };
}
