import { resolve } from 'node:path';
import type { OpenedBuildContext } from '../../engine/engine';
import type { BuildRequest } from '../../../shared/model/build';
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

/** What can be said before anything is opened. @throws UsageError with the option named. */
export function checkSources({ args, flags }: CommandContext): void {
  if (args[0] === '-' && flags.text('file') === '-') {
    throw new UsageError('invalid argument: cannot use standard input for both -f and the context');
  }
}

/** @throws UsageError with the option named. */
export async function buildOptions(
  { args, flags, io }: CommandContext,
  context: OpenedBuildContext,
): Promise<BuildRequest> {
  const network = flags.text('network') ?? 'default';
  if (network !== 'host' && network !== 'none' && network !== 'default') {
    throw new UsageError(`--network ${network} is not supported: use host, none or default`);
  }
  const file = flags.text('file');
  const target = flags.text('target');
  const platform = flags.text('platform');
  return {
    contextPath: context.contextPath,
    ...(context.isTemporary ? { contextName: args[0] ?? '' } : {}),
    ...(await dockerfile(file, context, io.stdin)),
    tags: flags.list('tag'),
    buildArgs: buildArgs(flags),
    labels: Object.fromEntries(flags.list('label').map((text) => pair(text))),
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
    noCache: flags.switch('no-cache'),
    network,
  };
}

/** In a context that was fetched or unpacked, `-f` names a file of it. */
async function dockerfile(
  file: string | undefined,
  context: OpenedBuildContext,
  stdin: NodeJS.ReadStream,
): Promise<Pick<BuildRequest, 'dockerfileText' | 'dockerfilePath'>> {
  if (context.dockerfileText !== undefined) return { dockerfileText: context.dockerfileText };
  if (file === '-') return { dockerfileText: await readAll(stdin) };
  if (file === undefined) return {};
  return { dockerfilePath: resolve(context.isTemporary ? context.contextPath : '', file) };
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
