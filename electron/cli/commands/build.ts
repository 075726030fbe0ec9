import { writeFileSync } from 'node:fs';
import { isCancelled } from '../../../shared/errors';
import type { BuildRequest, BuildResult } from '../../../shared/model/build';
import type { OpenedBuildContext } from '../../engine/engine';
import { openDisplay } from '../build/build-display';
import { buildFlags, buildOptions, checkSources } from '../build/build-options';
import { checkReport, warningSummary } from '../build/check-report';
import { FailureNotes } from '../build/failure-report';
import { UsageError, type Command, type CommandContext } from '../command';
import { printError } from '../output/errors';
import { teeWork } from '../output/progress';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'build',
  summary: 'Build an image from a Dockerfile',
  usage: '[OPTIONS] PATH | URL | -',
  flags: buildFlags,
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run(context) {
    checkSources(context);
    const notes = new FailureNotes(context.flags.text('file') ?? 'Dockerfile');
    try {
      const opened = await openContext(context);
      try {
        const options = await buildOptions(context, opened);
        if (context.flags.switch('check')) return await check(context, options, notes);
        await build(context, options, notes);
      } finally {
        await opened.close();
      }
      return 0;
    } catch (error) {
      if (error instanceof UsageError || isCancelled(error)) throw error;
      context.io.stderr.write(notes.report(error));
      printError(context.io.stderr, error, { excerpt: false });
      return 1;
    }
  },
};

async function openContext(context: CommandContext): Promise<OpenedBuildContext> {
  const { args, io, signal } = context;
  const { engine } = await context.services();
  return engine.openBuildContext(args[0] ?? '', io.stdin, {
    signal,
    progress: () => undefined,
    log: (entry) => {
      if (entry.kind === 'message') io.stderr.write(`${entry.text}\n`);
    },
  });
}

async function check(
  { io, signal, services }: CommandContext,
  options: BuildRequest,
  notes: FailureNotes,
): Promise<number> {
  const found = await (await services()).engine.checkBuild(options, signal);
  io.stdout.write(checkReport(found, notes.dockerfileName));
  return found.warnings.length === 0 ? 0 : 1;
}

async function build(
  context: CommandContext,
  options: BuildRequest,
  notes: FailureNotes,
): Promise<BuildResult> {
  const { flags, io } = context;
  const kind = flags.switch('quiet') ? 'quiet' : (flags.text('progress') ?? 'auto');
  const display = openDisplay(kind, io.stderr);
  try {
    const { engine } = await context.services();
    const { dockerfileText: _text, ...parameters } = options;
    const built = await runJob(
      context,
      'build',
      options.contextName ?? options.contextPath,
      parameters,
      async (work) => {
        const log: typeof work.log = (entry) => {
          notes.log(entry);
          display.log(entry);
        };
        const value = await engine.build(options, teeWork(work, { log }));
        return { value, result: { imageIds: [value.imageId], names: value.names, summary: '' } };
      },
    );
    display.finished(built);
    if (kind !== 'quiet' && kind !== 'rawjson') io.stderr.write(warningSummary(built.warnings));
    const idFile = flags.text('iidfile');
    if (idFile !== undefined) writeFileSync(idFile, built.imageId);
    if (kind === 'quiet') io.stdout.write(`${built.imageId}\n`);
    return built;
  } finally {
    display.close();
  }
}
