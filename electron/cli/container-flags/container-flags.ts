import type { ContainerOptions } from '../../../shared/model/container-options';
import type { FlagSpecs, FlagValues } from '../flags';
import { lifeFlags, lifeOptions } from './life-flags';
import { mountFlags, mountOptions } from './mount-flags';
import { networkFlags, networkOptions } from './network-flags';
import { processFlags, processOptions } from './process-flags';
import { resourceFlags, resourceOptions } from './resource-flags';
import { securityFlags, securityOptions } from './security-flags';
import { refuseUnsupported, unsupportedFlags } from './unsupported-flags';

/** The options that `run` and `create` share: those that become part of the container. */
export const containerFlags: FlagSpecs = {
  ...processFlags,
  ...networkFlags,
  ...mountFlags,
  ...resourceFlags,
  ...securityFlags,
  ...lifeFlags,
  ...unsupportedFlags,
};

/** @throws UsageError with the option named; NOT_SUPPORTED for what docker has and we refuse. */
export function containerOptions(args: ReadonlyArray<string>, flags: FlagValues): ContainerOptions {
  refuseUnsupported(flags);
  const [image = '', ...command] = args;
  return {
    image,
    ...processOptions(flags, command),
    ...networkOptions(flags),
    ...mountOptions(flags),
    ...resourceOptions(flags),
    ...securityOptions(flags),
    ...lifeOptions(flags),
  };
}
