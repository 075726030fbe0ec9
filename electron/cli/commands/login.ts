import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { registryName } from '../../registry/registries';
import { UsageError, type Command, type CommandIo } from '../command';

export const command: Command = {
  name: 'login',
  summary: 'Log in to a registry',
  usage: '[OPTIONS] [REGISTRY]',
  flags: {
    insecure: { kind: 'switch', help: 'Allow plain HTTP and unchecked certificates this once' },
    password: {
      kind: 'text',
      short: 'p',
      help: 'Password or token; seen by everyone in the list of processes',
    },
    'password-stdin': { kind: 'switch', help: 'Read the password from standard input' },
    username: { kind: 'text', short: 'u', help: 'User name' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 1 },
  offEngine: () => ({ refused: false, text: 'logins hold for every engine' }),
  async run({ args, flags, io, signal, services }) {
    const registry = registryName(args[0] ?? '');
    const fromInput = flags.switch('password-stdin');
    if (fromInput && flags.text('password') !== undefined)
      throw new UsageError('--password and --password-stdin are mutually exclusive');
    if (fromInput && flags.text('username') === undefined)
      throw new UsageError('must provide --username with --password-stdin');
    if (flags.text('password') !== undefined)
      io.stderr.write('WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n');
    const username = flags.text('username') ?? (await ask(io, 'Username: ', true));
    const password = fromInput
      ? await readAll(io.stdin)
      : (flags.text('password') ?? (await ask(io, 'Password: ', false)));
    if (username === '' || password === '')
      throw new UsageError('user name and password are needed');
    const { registries } = await services();
    const insecure = flags.switch('insecure');
    const info = await registries.login(registry, { username, password }, { signal, insecure });
    if (info.keptIn.endsWith('config.json'))
      io.stderr.write(
        `WARNING! The password is kept without encryption in ${info.keptIn}.\nA credential helper keeps it safe: set credsStore in that file.\n`,
      );
    io.stdout.write('Login Succeeded\n');
    return 0;
  },
};

async function ask(io: CommandIo, prompt: string, isShown: boolean): Promise<string> {
  if (!io.stdin.isTTY) {
    throw new UsageError('cannot ask without a terminal: use --username and --password-stdin');
  }
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  io.stderr.write(prompt);
  const lines = createInterface({
    input: io.stdin,
    output: isShown ? io.stderr : silent,
    terminal: true,
  });
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    if (!isShown) io.stderr.write('\n');
  }
}

/** All of the input but its last line end. */
async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
