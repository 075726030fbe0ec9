import { type RunCase } from './run-case';

export const lifeCases: ReadonlyArray<RunCase> = [
  {
    name: 'a name',
    args: ['--name', 'OWN', 'BASE', 'true'],
    fields: ['HostConfig.AutoRemove', 'HostConfig.RestartPolicy'],
  },
  {
    name: 'a name that is taken',
    args: ['--name', 'NAMED', 'BASE', 'true'],
    says: /is already in use/,
  },
  { name: 'a bad name', args: ['--name', 'a/b', 'BASE', 'true'], says: /Invalid container name/ },
  {
    name: 'stop signal and time-out',
    args: ['--stop-signal', 'SIGINT', '--stop-timeout', '3', 'BASE', 'true'],
    fields: ['Config.StopSignal', 'Config.StopTimeout'],
  },
  {
    name: 'health check',
    args: [
      '--health-cmd',
      'test -e /ok',
      '--health-interval',
      '9s',
      '--health-timeout',
      '2s',
      '--health-retries',
      '5',
      '--health-start-period',
      '1m',
      'BASE',
      'true',
    ],
    fields: ['Config.Healthcheck'],
  },
  {
    name: 'health check over the image',
    args: ['--health-interval', '11s', 'RICH', 'true'],
    fields: ['Config.Healthcheck'],
  },
  {
    name: 'no health check',
    args: ['--no-healthcheck', 'RICH', 'true'],
    fields: ['Config.Healthcheck', 'State.Health'],
  },
  {
    name: 'no health check, with one',
    args: ['--no-healthcheck', '--health-cmd', 'x', 'BASE', 'true'],
    says: /conflicts with --health/,
  },
  {
    name: 'a health check too often',
    args: ['--health-cmd', 'x', '--health-interval', '1us', 'BASE', 'true'],
    says: /less than 1ms/,
  },
  {
    name: 'restart no',
    args: ['--restart', 'no', 'BASE', 'true'],
    fields: ['HostConfig.RestartPolicy'],
  },
  {
    name: 'restart with removal',
    args: ['--rm', '--restart', 'always', 'BASE', 'true'],
    says: /conflict|cannot specify both|autoremove/i,
  },
  {
    name: 'an unknown restart policy',
    args: ['--restart', 'often', 'BASE', 'true'],
    says: /invalid restart policy/,
  },
  {
    name: 'attached and detached',
    args: ['-d', '-a', 'stdout', 'BASE', 'true'],
    differs: {
      why: 'docker answers 125 for every other wrong usage, and 1 here',
      ours: { exitCode: 125 },
    },
    says: /Conflicting options|conflicting options/,
  },
  {
    name: 'an id file that is there',
    args: ['--cidfile', 'DIR/env', 'BASE', 'true'],
    says: /container ID file found/,
  },
  {
    name: 'detach keys that are none',
    args: ['-i', '--detach-keys', 'ctrl-nope', 'BASE', 'true'],
    differs: {
      why: 'docker only finds out when it connects, and says no reason',
      ours: { exitCode: 125 },
    },
  },
];
