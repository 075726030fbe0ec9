import { isCancelled } from '../../../shared/errors';
import type { BuildRequest, BuildResult } from '../../../shared/model/build';
import { redactUrls } from '../../base/redact-url';
import type { OpenedBuildContext } from '../../engine/engine';
import { openDisplay } from '../build/build-display';
import { buildFlags, judgeFlags } from '../build/build-flags';
import { writeResultFiles } from '../build/build-metadata';
import { buildPlace, buildSettings, checkSources } from '../build/build-options';
import { callKind, outlineReport, targetsReport } from '../build/call-reports';
import { checkReport, warningSummary } from '../build/check-report';
import { FailureNotes } from '../build/failure-report';
import { sshAgents } from '../build/ssh-agents';
import { UsageError, type Command, type CommandContext } from '../command';
import { exitCodeOf, printError } from '../output/errors';
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
    const { flags, io } = context;
    checkSources(context);
    for (const warning of judgeFlags(flags)) io.stderr.write(`${warning}\n`);
    const call = callKind(flags);
    const settings = await buildSettings(context);
    const notes = new FailureNotes(flags.text('file') ?? 'Dockerfile');
    const agents = await sshAgents(flags.list('ssh'), process.env);
    try {
      const opened = await openContext(context);
      try {
        const place = await buildPlace(context, opened);
        const options = { ...settings, ...place, sshAgents: agents.sockets };
        if (call !== 'build') return await answerCall(context, call, options, notes);
        await build(context, options, notes);
      } finally {
        await opened.close();
      }
      return 0;
    } catch (error) {
      if (error instanceof UsageError || isCancelled(error)) throw error;
      io.stderr.write(notes.report(error));
      printError(io.stderr, error, { excerpt: false, stack: flags.switch('debug') });
      return exitCodeOf(error, 1);
    } finally {
      await agents.close();
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

/** `--check` and `--call`: nothing is built. */
async function answerCall(
  { io, signal, services }: CommandContext,
  call: 'check' | 'outline' | 'targets',
  options: BuildRequest,
  notes: FailureNotes,
): Promise<number> {
  const { engine } = await services();
  if (call === 'check') {
    const found = await engine.checkBuild(options, signal);
    io.stdout.write(checkReport(found, notes.dockerfileName));
    return found.warnings.length === 0 ? 0 : 1;
  }
  const outline = await engine.outlineBuild(options, signal);
  io.stdout.write(call === 'outline' ? outlineReport(outline) : targetsReport(outline));
  return 0;
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
    const { dockerfileText: _text, ...given } = options;
    // kept with the job: addresses may carry a token
    const parameters = JSON.parse(redactUrls(JSON.stringify(given))) as typeof given;
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
        const value = await engine.build(options, teeWork(work, { log }), io.stdout);
        const imageIds = value.imageId === '' ? [] : [value.imageId];
        return { value, result: { imageIds, names: value.names, summary: '' } };
      },
    );
    display.finished(built);
    if (kind !== 'quiet' && kind !== 'rawjson') io.stderr.write(warningSummary(built.warnings));
    await writeResultFiles(flags, built);
    if (kind === 'quiet' && built.imageId !== '') io.stdout.write(`${built.imageId}\n`);
    return built;
  } finally {
    display.close();
  }
}
