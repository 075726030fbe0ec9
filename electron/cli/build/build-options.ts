import { resolve } from 'node:path';
import type { BuildOptions } from '../../../shared/model/build';
import { UsageError, type CommandContext } from '../command';
import { pair } from '../container-flags';
import type { FlagSpecs, FlagValues } from '../flags';

export const buildFlags: FlagSpecs = {
  'build-arg': { kind: 'list', help: 'Set a build argument' },
  check: { kind: 'switch', help: 'Only check the Dockerfile; exit code 1 when there are warnings' },
  file: { kind: 'text', short: 'f', help: "Dockerfile; '-' reads standard input" },
  iidfile: { kind: 'text', help: 'Write the image id to a file' },
  label: { kind: 'list', help: 'Set a label' },
  network: { kind: 'text', help: 'Network of RUN: host, none or default', preset: 'default' },
  'no-cache': { kind: 'switch', help: 'Run every step again' },
  platform: { kind: 'text', help: 'os[/arch[/variant]]' },
  progress: { kind: 'text', help: 'auto, plain, tty, rawjson or quiet', preset: 'auto' },
  quiet: { kind: 'switch', short: 'q', help: 'Only print the image id' },
  tag: { kind: 'list', short: 't', help: 'Name of the image' },
  target: { kind: 'text', help: 'Stage to build' },
};

/** @throws UsageError with the option named. */
export async function buildOptions({ args, flags, io }: CommandContext): Promise<BuildOptions> {
  const network = flags.text('network') ?? 'default';
  if (network !== 'host' && network !== 'none' && network !== 'default') {
    throw new UsageError(`--network ${network} is not supported: use host, none or default`);
  }
  const context = args[0] ?? '';
  if (context === '-') {
    throw new UsageError(
      'the build context is a folder: name one, and use -f - to pipe a Dockerfile in',
    );
  }
  const file = flags.text('file');
  const target = flags.text('target');
  const platform = flags.text('platform');
  return {
    contextPath: resolve(context),
    ...(file === '-' ? { dockerfileText: await readAll(io.stdin) } : {}),
    ...(file === undefined || file === '-' ? {} : { dockerfilePath: resolve(file) }),
    tags: flags.list('tag'),
    buildArgs: buildArgs(flags),
    labels: Object.fromEntries(flags.list('label').map((text) => pair(text))),
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
    noCache: flags.switch('no-cache'),
    network,
  };
}

/** `--build-arg NAME` alone takes the caller's environment variable, as docker does. */
function buildArgs(flags: FlagValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    flags.list('build-arg').flatMap((text) => {
      if (text.includes('=')) return [pair(text)];
      const value = process.env[text];
      return value === undefined ? [] : [[text, value] as const];
    }),
  );
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
