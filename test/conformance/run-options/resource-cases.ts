import { sh, type RunCase } from './run-case';

export const resourceCases: ReadonlyArray<RunCase> = [
  {
    name: 'memory',
    args: ['--memory', '64m', '--memory-reservation', '32m', 'BASE', 'true'],
    fields: ['HostConfig.Memory', 'HostConfig.MemorySwap', 'HostConfig.MemoryReservation'],
  },
  {
    name: 'memory that does not do',
    args: [
      '-m',
      '16m',
      '--memory-swap',
      '16m',
      // The kernel is told whom to kill; memory of a tmpfs would not be freed by that.
      ...sh('(echo 1000 >/proc/self/oom_score_adj; exec tail /dev/zero) >/dev/null 2>&1; echo $?'),
    ],
    fields: ['State.OOMKilled'],
  },
  { name: 'too little memory', args: ['-m', '1m', 'BASE', 'true'], says: /Minimum memory limit/ },
  {
    name: 'swap without memory',
    args: ['--memory-swap', '64m', 'BASE', 'true'],
    says: /Memory limit when using/,
  },
  {
    name: 'a size that is none',
    args: ['-m', 'much', 'BASE', 'true'],
    says: /invalid size: 'much'/,
  },
  {
    name: 'CPUs',
    args: ['--cpus', '0.5', '--cpu-shares', '512', 'BASE', 'true'],
    fields: ['HostConfig.NanoCpus', 'HostConfig.CpuShares', 'HostConfig.CpuQuota'],
  },
  {
    name: 'CPU quota',
    args: ['--cpu-period', '50000', '--cpu-quota', '25000', 'BASE', 'true'],
    fields: ['HostConfig.CpuPeriod', 'HostConfig.CpuQuota'],
  },
  { name: 'too many CPUs', args: ['--cpus', '4096', 'BASE', 'true'], says: /[Rr]ange of CPUs/ },
  {
    name: 'one CPU of several',
    args: ['--cpuset-cpus', '0', ...sh('grep Cpus_allowed_list /proc/self/status')],
    fields: ['HostConfig.CpusetCpus'],
  },
  {
    name: 'processes',
    args: [
      '--pids-limit',
      '20',
      ...sh('i=0; while [ $i -lt 40 ]; do sleep 1 & i=$((i+1)); done 2>/dev/null; echo unreached'),
    ],
    fields: ['HostConfig.PidsLimit'],
  },
  {
    name: 'shared memory',
    args: ['--shm-size', '8m', ...sh('df /dev/shm | tail -1 | tr -s " " | cut -d" " -f2')],
    fields: ['HostConfig.ShmSize'],
  },
  {
    name: 'limits of processes',
    args: [
      '--ulimit',
      'nofile=100:200',
      '--ulimit',
      'core=0',
      ...sh('ulimit -Sn; ulimit -Hn; ulimit -c'),
    ],
    fields: ['HostConfig.Ulimits'],
  },
  {
    name: 'a soft limit above the hard one',
    args: ['--ulimit', 'nofile=300:200', 'BASE', 'true'],
    says: /soft limit must be less/,
  },
  {
    name: 'an unknown limit',
    args: ['--ulimit', 'nope=1', 'BASE', 'true'],
    says: /invalid ulimit type/,
  },
  {
    name: 'kernel parameter',
    args: [
      '--network',
      'none',
      '--sysctl',
      'net.ipv4.ip_forward=1',
      '--sysctl',
      'kernel.msgmax=4096',
      ...sh('cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax'),
    ],
    fields: ['HostConfig.Sysctls.kernel\\.msgmax'],
  },
  {
    name: 'a kernel parameter of the host',
    args: ['--sysctl', 'kernel.panic=1', 'BASE', 'true'],
    says: /not allowed|separate kernel namespace/,
  },
  {
    name: 'device',
    args: [
      '--device',
      '/dev/null:/dev/other',
      ...sh('echo x > /dev/other && ls -l /dev/other | cut -c1'),
    ],
    fields: ['HostConfig.Devices'],
  },
];
