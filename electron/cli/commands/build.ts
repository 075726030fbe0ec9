import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BuildOptions } from '../../../shared/model/build';
import { UsageError, type Command, type CommandContext } from '../command';
import { pair } from '../container-flags';
import type { FlagValues } from '../flags';
import { BuildPrinter } from '../output/build-printer';
import { teeWork } from '../output/progress';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'build',
  summary: 'Build an image from a Dockerfile',
  usage: '[OPTIONS] PATH',
  flags: {
    'build-arg': { kind: 'list', help: 'Set a build argument' },
    file: { kind: 'text', short: 'f', help: "Dockerfile; '-' reads standard input" },
    iidfile: { kind: 'text', help: 'Write the image id to a file' },
    label: { kind: 'list', help: 'Set a label' },
    network: { kind: 'text', help: 'Network of RUN: host, none or default', preset: 'default' },
    'no-cache': { kind: 'switch', help: 'Run every step again' },
    platform: { kind: 'text', help: 'os[/arch[/variant]]' },
    quiet: { kind: 'switch', short: 'q', help: 'Only print the image id' },
    tag: { kind: 'list', short: 't', help: 'Name of the image' },
    target: { kind: 'text', help: 'Stage to build' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run(context) {
    const { flags, io } = context;
    const options = await buildOptions(context);
    const printer = new BuildPrinter(io.stderr);
    const { engine } = await context.services();
    const { dockerfileText: _text, ...parameters } = options;
    const built = await runJob(context, 'build', options.contextPath, parameters, async (work) => {
      const shown = flags.switch('quiet')
        ? work
        : teeWork(work, { log: (entry) => printer.log(entry) });
      const value = await engine.build(options, shown);
      return { value, result: { imageIds: [value.imageId], names: value.names, summary: '' } };
    });
    const idFile = flags.text('iidfile');
    if (idFile !== undefined) writeFileSync(idFile, built.imageId);
    if (flags.switch('quiet')) io.stdout.write(`${built.imageId}\n`);
    else printer.finished(built);
    return 0;
  },
};

async function buildOptions({ args, flags, io }: CommandContext): Promise<BuildOptions> {
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
  return {
    contextPath: resolve(context),
    ...(file === '-' ? { dockerfileText: await readAll(io.stdin) } : {}),
    ...(file === undefined || file === '-' ? {} : { dockerfilePath: resolve(file) }),
    tags: flags.list('tag'),
    buildArgs: buildArgs(flags),
    labels: Object.fromEntries(flags.list('label').map((text) => pair(text))),
    ...(flags.text('target') === undefined ? {} : { target: flags.text('target') ?? '' }),
    ...(flags.text('platform') === undefined ? {} : { platform: flags.text('platform') ?? '' }),
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
