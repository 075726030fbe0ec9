/** One command line that both programs run. */
export interface RunCase {
  readonly name: string;
  /** Options, image and command. `BASE` and `RICH` stand for the images, `DIR` for a folder of files. */
  readonly args: ReadonlyArray<string>;
  readonly input?: string;
  /** Paths into `inspect`'s document that have to be equal. */
  readonly fields?: ReadonlyArray<string>;
  /** What both have to say on standard error. */
  readonly says?: RegExp;
  /** Something differs, and this is why; then what ours does is written here. */
  readonly differs?: { readonly why: string; readonly ours: Partial<Outcome> };
}

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const sh = (script: string) => ['BASE', 'sh', '-c', script];

const processCases: ReadonlyArray<RunCase> = [
  {
    name: 'a command',
    args: ['BASE', 'echo', 'hello'],
    fields: ['Path', 'Args', 'Config.Cmd', 'State.Status', 'State.ExitCode'],
  },
  {
    name: 'exit code',
    args: sh('exit 42'),
    fields: ['State.ExitCode', 'State.Status', 'State.Running'],
  },
  { name: 'killed by a signal', args: sh('kill -9 $$; echo not reached; exit 3') },
  {
    name: 'a missing command',
    args: ['BASE', 'nope'],
    says: /executable file not found in \$PATH/,
    fields: ['State.ExitCode', 'State.Status'],
  },
  {
    name: 'a missing path',
    args: ['BASE', '/bin/nope'],
    says: /no such file or directory/,
    fields: ['State.ExitCode'],
  },
  {
    name: 'a file without execute permission',
    args: ['BASE', '/notexec'],
    says: /permission denied/,
    fields: ['State.ExitCode'],
  },
  {
    name: 'a folder',
    args: ['BASE', '/etc'],
    says: /is a directory|permission denied/,
    fields: ['State.ExitCode'],
  },
  { name: 'no command', args: ['BASE'], says: /[Nn]o command specified/ },
  {
    name: 'a missing image',
    args: ['--pull', 'never', 'darkroom-there-is-no-such-image'],
    says: /[Nn]o such image/,
  },
  { name: 'an unknown option', args: ['--nope', 'BASE'], says: /unknown flag: --nope/ },
  {
    name: 'standard input',
    args: ['-i', 'BASE', 'cat'],
    input: 'typed\nlines\n',
    fields: ['Config.OpenStdin', 'Config.StdinOnce', 'Config.AttachStdin'],
  },
  {
    name: 'no standard input',
    args: ['BASE', 'cat'],
    input: 'not seen\n',
    fields: ['Config.OpenStdin'],
  },
  { name: 'standard output only', args: ['-a', 'stdout', ...sh('echo out; echo err >&2')] },
  { name: 'standard error only', args: ['-a', 'stderr', ...sh('echo out; echo err >&2')] },
  { name: 'a terminal', args: ['-t', ...sh('tty; echo $TERM')], fields: ['Config.Tty'] },
  {
    name: 'environment',
    args: ['-e', 'A=1', '-e', 'B=two words', '-e', 'A=3', ...sh('echo "$A,$B"')],
    fields: ['Config.Env'],
  },
  {
    name: 'environment of the caller',
    args: ['-e', 'DARKROOM_CASE', ...sh('echo "[$DARKROOM_CASE]"')],
    fields: ['Config.Env'],
  },
  {
    name: 'environment that the caller lacks',
    args: ['-e', 'DARKROOM_NOT_SET', ...sh('echo "[${DARKROOM_NOT_SET-unset}]"')],
  },
  {
    name: 'environment file',
    args: ['--env-file', 'DIR/env', ...sh('echo "$ONE|$TWO|$DARKROOM_CASE|${EMPTY-unset}"')],
    fields: ['Config.Env'],
  },
  {
    name: 'environment file that is missing',
    args: ['--env-file', 'DIR/none', 'BASE', 'true'],
    says: /no such file or directory/,
  },
  {
    name: 'environment file with a bad name',
    args: ['--env-file', 'DIR/env-bad', 'BASE', 'true'],
    says: /contains whitespaces/,
  },
  {
    name: 'environment over the image',
    args: ['-e', 'KEEP=2', '-e', 'FROM_IMAGE', 'RICH', 'echo "$KEEP ${FROM_IMAGE-unset}"'],
    fields: ['Config.Env'],
  },
  { name: 'the whole environment', args: ['-h', 'named', 'BASE', 'env'] },
  {
    name: 'working directory',
    args: ['-w', '/home/app', 'BASE', 'pwd'],
    fields: ['Config.WorkingDir'],
  },
  {
    name: 'working directory that is made',
    args: ['-w', '/made/here', ...sh('pwd; stat -c "%u %a" /made/here')],
  },
  {
    name: 'working directory that is relative',
    args: ['-w', 'here', 'BASE', 'pwd'],
  },
  { name: 'user by name', args: ['-u', 'app', 'BASE', 'id'], fields: ['Config.User'] },
  { name: 'user by number', args: ['-u', '1234', 'BASE', 'id'] },
  { name: 'user and group', args: ['-u', 'app:staff', 'BASE', 'id'] },
  {
    name: 'a user that does not exist',
    args: ['-u', 'nobody-knows', 'BASE', 'true'],
    says: /nobody-knows/,
  },
  { name: 'home of the user', args: ['-u', 'app', ...sh('echo $HOME')] },
  {
    name: 'further groups',
    args: ['--group-add', 'staff', '--group-add', '77', '-u', 'app', 'BASE', 'id'],
    fields: ['HostConfig.GroupAdd'],
  },
  {
    name: 'a further group that does not exist',
    args: ['--group-add', 'nobody-knows', 'BASE', 'id'],
    says: /nobody-knows/,
  },
  {
    name: 'entrypoint',
    args: ['--entrypoint', '/bin/echo', 'BASE', 'a', 'b'],
    fields: ['Config.Entrypoint', 'Config.Cmd', 'Path', 'Args'],
  },
  {
    name: 'entrypoint over the image',
    args: ['--entrypoint', '/bin/echo', 'RICH', 'a'],
    fields: ['Config.Entrypoint', 'Config.Cmd'],
  },
  {
    name: 'entrypoint taken away',
    args: ['--entrypoint', '', 'RICH', 'echo', 'plain'],
    fields: ['Config.Entrypoint', 'Path'],
  },
  {
    name: 'entrypoint without the command of the image',
    args: ['--entrypoint', '/bin/pwd', 'RICH'],
    fields: ['Config.Cmd', 'Args'],
  },
  {
    name: 'the image as it is',
    args: ['RICH'],
    fields: [
      'Config.Env',
      'Config.User',
      'Config.WorkingDir',
      'Config.Entrypoint',
      'Config.Cmd',
      'Config.Labels',
      'Config.ExposedPorts',
      'Config.Volumes',
      'Config.StopSignal',
      'Config.Healthcheck',
    ],
  },
  { name: 'a command over the image', args: ['RICH', 'id -un; pwd'], fields: ['Config.Cmd'] },
  {
    name: 'labels',
    args: ['-l', 'a=b', '--label', 'c', '--label', 'both=own', 'RICH', 'true'],
    fields: ['Config.Labels'],
  },
  {
    name: 'label file',
    args: ['--label-file', 'DIR/labels', '-l', 'one=over', 'BASE', 'true'],
    fields: ['Config.Labels'],
  },
  {
    name: 'annotation',
    args: ['--annotation', 'some.key=value', 'BASE', 'true'],
    fields: ['HostConfig.Annotations'],
  },
  {
    name: 'init',
    args: [
      '--init',
      ...sh('cat /proc/1/comm; echo $$ | grep -v "^1$" > /dev/null && echo not first'),
    ],
    fields: ['HostConfig.Init'],
  },
  {
    name: 'signals are passed on by init',
    args: ['--init', ...sh('sleep 0.2; kill -TERM 1; sleep 5; echo late')],
  },
  { name: 'platform', args: ['--platform', 'linux/amd64', 'BASE', 'uname', '-m'] },
  {
    name: 'another platform',
    args: ['--pull', 'never', '--platform', 'linux/s390x', 'BASE', 'true'],
    says: /platform/,
  },
];
const networkCases: ReadonlyArray<RunCase> = [
  {
    name: 'host name',
    args: ['-h', 'named', ...sh('hostname; cat /etc/hostname')],
    fields: ['Config.Hostname'],
  },
  { name: 'host name of the host', args: ['BASE', 'hostname'], fields: ['Config.Hostname'] },
  {
    name: 'domain name',
    args: ['--domainname', 'example.org', '-h', 'named', ...sh('cat /proc/sys/kernel/domainname')],
    fields: ['Config.Domainname', 'Config.Hostname'],
  },
  {
    name: 'no network',
    args: ['--network', 'none', ...sh('ls /sys/class/net')],
    fields: ['HostConfig.NetworkMode', 'NetworkSettings.Networks.none.IPAddress'],
  },
  {
    name: 'exposed ports',
    args: ['--expose', '80', '--expose', '5000-5002/udp', 'BASE', 'true'],
    fields: ['Config.ExposedPorts'],
  },
  {
    name: 'published ports in the record',
    args: ['-p', '127.0.0.1:18080:80', '-p', '18081-18082:81-82/udp', '-p', '9', 'BASE', 'true'],
    fields: ['HostConfig.PortBindings', 'Config.ExposedPorts'],
  },
  {
    name: 'all ports published',
    args: ['-P', 'BASE', 'true'],
    fields: ['HostConfig.PublishAllPorts'],
  },
  { name: 'a bad port', args: ['-p', '70000:80', 'BASE', 'true'], says: /[Ii]nvalid/ },
  {
    name: 'ranges of different length',
    args: ['-p', '8000-8001:80-82', 'BASE', 'true'],
    says: /[Ii]nvalid ranges/,
  },
  {
    name: 'added hosts',
    args: [
      '--add-host',
      'one:10.1.2.3',
      '--add-host',
      'six:::1',
      ...sh('grep -E "one|six$" /etc/hosts'),
    ],
    fields: ['HostConfig.ExtraHosts'],
  },
  {
    name: 'a bad added host',
    args: ['--add-host', 'one:nowhere', 'BASE', 'true'],
    says: /invalid IP address/,
  },
  {
    name: 'name servers',
    args: [
      '--dns',
      '9.9.9.9',
      '--dns-search',
      'example.org',
      '--dns-opt',
      'ndots:3',
      ...sh('grep "^[a-z]" /etc/resolv.conf'),
    ],
    fields: ['HostConfig.Dns', 'HostConfig.DnsSearch', 'HostConfig.DnsOptions'],
  },
  {
    name: 'a bad name server',
    args: ['--dns', 'nowhere', 'BASE', 'true'],
    says: /IP address is not correctly formatted/,
  },
];
const mountCases: ReadonlyArray<RunCase> = [
  {
    name: 'bind',
    args: ['-v', 'DIR/shared:/in', 'BASE', 'cat', '/in/file'],
    fields: ['HostConfig.Binds', 'Mounts'],
  },
  {
    name: 'bind read-only',
    args: ['-v', 'DIR/shared:/in:ro', ...sh('cat /in/file; touch /in/x')],
    fields: ['HostConfig.Binds', 'Mounts'],
  },
  { name: 'bind of a file', args: ['-v', 'DIR/shared/file:/in/file', 'BASE', 'cat', '/in/file'] },
  {
    name: 'bind that makes its source',
    args: ['-v', 'DIR/made-by-run:/in', ...sh('ls -a /in | wc -l')],
  },
  {
    name: 'bind in a bind',
    args: [
      '-v',
      'DIR/shared/file:/in/deep/file',
      '-v',
      'DIR/shared:/in',
      ...sh('ls /in; cat /in/deep/file'),
    ],
  },
  {
    name: 'long bind',
    args: [
      '--mount',
      'type=bind,src=DIR/shared,dst=/in,readonly',
      ...sh('cat /in/file; touch /in/x'),
    ],
    fields: ['HostConfig.Mounts', 'Mounts'],
  },
  {
    name: 'long bind of nothing',
    args: ['--mount', 'type=bind,source=DIR/none,target=/in', 'BASE', 'true'],
    says: /bind source path does not exist/,
  },
  {
    name: 'two mounts at one place',
    args: ['-v', 'DIR/shared:/in', '-v', 'DIR:/in', 'BASE', 'true'],
    says: /Duplicate mount point: \/in/,
  },
  {
    name: 'a relative target',
    args: ['-v', 'DIR:in', 'BASE', 'true'],
    says: /mount path must be absolute/,
  },
  {
    name: 'a mount over everything',
    args: ['-v', 'DIR:/', 'BASE', 'true'],
    says: /destination can't be '\/'/,
  },
  {
    name: 'a bad volume name',
    args: ['-v', 'a b:/in', 'BASE', 'true'],
    says: /invalid characters/,
  },
  { name: 'a bad mode', args: ['-v', 'DIR:/in:rx', 'BASE', 'true'], says: /invalid mode/ },
  {
    name: 'mount of an unknown kind',
    args: ['--mount', 'type=floppy,target=/in', 'BASE', 'true'],
    says: /floppy|mount type/,
  },
  {
    name: 'mount without a target',
    args: ['--mount', 'type=tmpfs', 'BASE', 'true'],
    says: /target/,
  },
  {
    name: 'volume filled from the image',
    args: ['-v', 'VOLUME-a:/data', ...sh('cat /data/seed; stat -c "%u %g %a" /data')],
    fields: [
      'HostConfig.Binds',
      'Mounts.0.Type',
      'Mounts.0.RW',
      'Mounts.0.Destination',
      'Mounts.0.Mode',
    ],
  },
  { name: 'volume that has content', args: ['-v', 'VOLUME-a:/etc', 'BASE', 'ls', '/etc'] },
  {
    name: 'volume that is not filled',
    args: ['-v', 'VOLUME-b:/data:nocopy', ...sh('ls /data | wc -l; stat -c "%u %g %a" /data')],
    fields: ['HostConfig.Binds'],
  },
  {
    name: 'long volume',
    args: ['--mount', 'source=VOLUME-c,target=/data,volume-label=x=y', 'BASE', 'cat', '/data/seed'],
    fields: ['HostConfig.Mounts.0.Type', 'HostConfig.Mounts.0.VolumeOptions', 'Mounts.0.Mode'],
  },
  {
    name: 'anonymous volume',
    args: ['-v', '/data', ...sh('cat /data/seed; stat -c "%u %a" /data')],
    fields: ['Config.Volumes', 'HostConfig.Binds', 'Mounts.0.Type', 'Mounts.0.Mode'],
  },
  {
    name: 'volume of the image',
    args: ['RICH', 'cat /data/seed; touch /data/x && echo mine'],
    fields: ['Config.Volumes', 'Mounts.0.Destination', 'Mounts.0.RW'],
  },
  {
    name: 'volumes of another container',
    args: ['--volumes-from', 'NAMED', 'BASE', 'cat', '/data/seed'],
    fields: ['Mounts.0.Destination'],
  },
  {
    name: 'volumes of another container, sealed',
    args: ['--volumes-from', 'NAMED:ro', ...sh('touch /data/y')],
    fields: ['Mounts.0.RW'],
  },
  {
    name: 'volumes of nobody',
    args: ['--volumes-from', 'nobody-at-all', 'BASE', 'true'],
    says: /[Nn]o such container/,
  },
  {
    name: 'tmpfs',
    args: [
      '--tmpfs',
      '/t:size=1m,mode=700',
      ...sh(
        'df /t | tail -1 | tr -s " " | cut -d" " -f2; stat -c %a /t; grep " /t " /proc/mounts | grep -o noexec',
      ),
    ],
    fields: ['HostConfig.Tmpfs', 'Mounts'],
  },
  {
    name: 'tmpfs that may execute',
    args: ['--tmpfs', '/t:exec', ...sh('grep " /t " /proc/mounts | grep -c noexec')],
  },
  {
    name: 'long tmpfs',
    args: [
      '--mount',
      'type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=1770',
      ...sh('df /t | tail -1 | tr -s " " | cut -d" " -f2; stat -c %a /t'),
    ],
    fields: ['HostConfig.Mounts', 'Mounts'],
  },
  {
    name: 'read-only',
    args: ['--read-only', ...sh('touch /x; echo $?; touch /dev/shm/x && echo shm')],
    fields: ['HostConfig.ReadonlyRootfs'],
  },
  {
    name: 'read-only with a tmpfs',
    args: ['--read-only', '--tmpfs', '/tmp', ...sh('touch /tmp/x && echo written')],
  },
];
const resourceCases: ReadonlyArray<RunCase> = [
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
      ...sh('dd if=/dev/zero of=/dev/shm/x bs=1M count=40 2>/dev/null; echo $?'),
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
const securityCases: ReadonlyArray<RunCase> = [
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
const lifeCases: ReadonlyArray<RunCase> = [
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

export const runCases: ReadonlyArray<RunCase> = [
  ...processCases,
  ...networkCases,
  ...mountCases,
  ...resourceCases,
  ...securityCases,
  ...lifeCases,
];
