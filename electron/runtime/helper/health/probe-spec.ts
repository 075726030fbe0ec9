import type { ContainerSpec } from '../../step';
import type { ProbeSpec } from '../container-state';

/** What a check is run as: the container's own user, folder and environment. */
export function probeOf(spec: ContainerSpec): { readonly probe?: ProbeSpec } {
  const { health, env, workingDir, user, groupAdd, security } = spec;
  if (health === undefined) return {};
  const process = {
    env,
    workingDir,
    user,
    ...(groupAdd === undefined ? {} : { groupAdd }),
    ...(security === undefined ? {} : { security }),
  };
  return { probe: { health, startedAtMs: Date.now(), process } };
}
