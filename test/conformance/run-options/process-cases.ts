import { sh, type RunCase } from './run-case';

export const processCases: ReadonlyArray<RunCase> = [
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
