import { DarkroomError } from '../../../shared/errors';
import type { FlagSpecs, FlagValues } from '../flags';

/** Options of docker's that are known here and refused, and why: people need not guess. */
const reasons: Readonly<Record<string, string>> = {
  'blkio-weight': 'no limit of block devices is set up',
  'cgroup-parent': 'the cgroup is chosen by Darkroom',
  cgroupns: 'the host’s cgroup namespace is used',
  'device-cgroup-rule': 'no device cgroup is at work; use --device',
  'device-read-bps': 'no limit of block devices is set up',
  'device-write-bps': 'no limit of block devices is set up',
  gpus: 'there is no driver for GPUs; bind the device nodes as root with --device',
  ip: 'addresses of containers are chosen by Darkroom',
  ip6: 'addresses of containers are chosen by Darkroom',
  isolation: 'it exists on Windows only',
  link: 'containers are not linked; publish ports instead',
  'log-driver': 'output is kept in a file; read it with "darkroom logs"',
  'log-opt': 'output is kept in a file; read it with "darkroom logs"',
  'mac-address': 'hardware addresses are chosen by Darkroom',
  'memory-swappiness': 'cgroup v2 has no such setting',
  'network-alias': 'containers do not resolve each other’s names',
  'oom-kill-disable': 'cgroup v2 has no such setting',
  'oom-score-adj': 'the score is the system’s',
  runtime: 'crun or runc is used, whichever is installed',
  'storage-opt': 'the root file system has no size of its own',
  userns: 'the user namespace is chosen by Darkroom',
  'volume-driver': 'only the local driver exists',
};

const switches = new Set(['oom-kill-disable']);

export const unsupportedFlags: FlagSpecs = Object.fromEntries(
  Object.keys(reasons).map((name) => [
    name,
    { kind: switches.has(name) ? 'switch' : 'list', help: 'Not supported', hidden: true } as const,
  ]),
);

/** NOT_SUPPORTED, with the reason. */
export function refuseUnsupported(flags: FlagValues): void {
  for (const [name, reason] of Object.entries(reasons)) {
    if (!flags.isSet(name)) continue;
    if (name === 'log-driver' && flags.list(name).every((driver) => driver === 'json-file'))
      continue;
    if (name === 'volume-driver' && flags.list(name).every((driver) => driver === 'local'))
      continue;
    if (name === 'oom-kill-disable' && !flags.switch(name)) continue;
    throw new DarkroomError('NOT_SUPPORTED', `--${name} is not supported: ${reason}`, {
      hint: 'Leave the option out.',
    });
  }
}
