import { UsageError, type Command } from '../command';

export const command: Command = {
  name: 'update',
  summary: "Change a container's limits (not supported: make it anew with other options)",
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  flags: Object.fromEntries(
    ['cpus', 'cpu-shares', 'cpuset-cpus', 'memory', 'memory-swap', 'pids-limit', 'restart'].map(
      (name) =>
        [
          name,
          { kind: 'text', help: 'Not supported', ...(name === 'memory' ? { short: 'm' } : {}) },
        ] as const,
    ),
  ),
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  run() {
    return Promise.reject(
      new UsageError(
        'update is not supported: limits are set when a container starts. Snapshot it (commit) and run the snapshot with other options',
      ),
    );
  },
};
