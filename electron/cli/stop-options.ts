import type { StopOptions } from '../engine/engine';
import { UsageError } from './command';
import type { FlagSpecs, FlagValues } from './flags';

export const stopFlags: FlagSpecs = {
  signal: { kind: 'text', short: 's', help: 'Signal to ask with' },
  time: { kind: 'text', short: 't', help: 'Seconds to wait before killing it; -1: for ever' },
};

/** `--time` and `--signal` of stop and restart; -1 waits for as long as it takes. */
export function stopOptions(flags: FlagValues): StopOptions {
  const time = flags.text('time');
  if (time !== undefined && !/^-?\d+$/.test(time)) {
    throw new UsageError(`invalid argument "${time}" for "-t, --time" flag: a whole number`);
  }
  const signal = flags.text('signal');
  return {
    timeoutSeconds: time === undefined ? null : Number(time),
    ...(signal === undefined ? {} : { signal }),
  };
}
