import { sh, type RunCase } from './run-case';

export const mountCases: ReadonlyArray<RunCase> = [
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
