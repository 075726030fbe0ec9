import { sh, type RunCase } from './run-case';

export const securityCases: ReadonlyArray<RunCase> = [
  { name: 'default capabilities', args: ['BASE', 'grep', 'Cap', '/proc/self/status'] },
  {
    name: 'added capability',
    args: ['--cap-add', 'net_admin', 'BASE', 'grep', 'CapEff', '/proc/self/status'],
    fields: ['HostConfig.CapAdd'],
  },
  {
    name: 'dropped capabilities',
    args: [
      '--cap-drop',
      'ALL',
      '--cap-add',
      'CHOWN',
      'BASE',
      'grep',
      'CapEff',
      '/proc/self/status',
    ],
    fields: ['HostConfig.CapAdd', 'HostConfig.CapDrop'],
  },
  {
    name: 'all capabilities but one',
    args: ['--cap-add', 'ALL', '--cap-drop', 'SYS_ADMIN', ...sh('grep CapBnd /proc/self/status')],
  },
  {
    name: 'capabilities of a user',
    args: ['-u', 'app', '--cap-add', 'NET_ADMIN', 'BASE', 'grep', 'CapEff', '/proc/self/status'],
  },
  {
    name: 'an unknown capability',
    args: ['--cap-add', 'NOPE', 'BASE', 'true'],
    says: /unknown capability/,
  },
  {
    name: 'no new privileges',
    args: [
      '--security-opt',
      'no-new-privileges',
      'BASE',
      'grep',
      'NoNewPrivs',
      '/proc/self/status',
    ],
    fields: ['HostConfig.SecurityOpt'],
  },
  { name: 'default seccomp', args: ['BASE', 'grep', '^Seccomp:', '/proc/self/status'] },
  {
    name: 'no seccomp',
    args: [
      '--security-opt',
      'seccomp=unconfined',
      ...sh('grep ^Seccomp: /proc/self/status; unshare -u true && echo unshared'),
    ],
    fields: ['HostConfig.SecurityOpt'],
  },
  {
    name: 'seccomp profile',
    args: ['--security-opt', 'seccomp=DIR/profile.json', ...sh('mkdir /made; echo $?')],
  },
  {
    name: 'a missing seccomp profile',
    args: ['--security-opt', 'seccomp=DIR/none.json', 'BASE', 'true'],
    says: /opening seccomp profile/,
  },
  {
    name: 'an unknown security option',
    args: ['--security-opt', 'nope=1', 'BASE', 'true'],
    says: /invalid --security-opt/,
  },
  {
    name: 'masked paths',
    args: sh(
      'head -c1 /proc/kcore | wc -c; ls /sys/firmware | wc -l; echo 1 > /proc/sys/kernel/sysrq',
    ),
  },
  {
    name: 'unmasked paths',
    args: [
      '--security-opt',
      'systempaths=unconfined',
      ...sh('test -w /proc/sys/kernel/sysrq && echo writable'),
    ],
  },
  {
    name: 'privileged',
    args: [
      '--privileged',
      ...sh(
        'grep -E "CapEff|^Seccomp:" /proc/self/status; mkdir /m && mount -t tmpfs t /m && echo mounted; test -c /dev/kmsg && echo kmsg',
      ),
    ],
    fields: ['HostConfig.Privileged', 'HostConfig.SecurityOpt'],
  },
  {
    name: 'processes of the host',
    args: ['--pid', 'host', ...sh('test $$ -gt 1 && echo not first')],
    fields: ['HostConfig.PidMode'],
  },
  {
    name: 'IPC of the host',
    args: ['--ipc', 'host', ...sh('readlink /proc/self/ns/ipc > /dev/null && echo $?')],
    fields: ['HostConfig.IpcMode'],
  },
  {
    name: 'host name space of the host',
    args: ['--uts', 'host', 'BASE', 'hostname'],
    fields: ['HostConfig.UTSMode'],
  },
];
