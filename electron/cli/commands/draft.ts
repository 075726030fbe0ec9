import { resolve } from 'node:path';
import { verificationLines } from '../../../shared/text/verification-lines';
import type { Command } from '../command';
import { ProgressLine, teeWork } from '../output/progress';
import { humanSize } from '../output/units';
import { refuseWithout } from '../refuse-without';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'draft',
  summary: 'Draft a Dockerfile from what a container or a snapshot changed',
  usage: '[OPTIONS] CONTAINER|IMAGE',
  flags: {
    base: { kind: 'text', help: 'Image that the draft begins FROM' },
    output: { kind: 'text', short: 'o', help: 'Folder for the Dockerfile and its context' },
    verify: {
      kind: 'switch',
      help: 'Build the draft and list what differs from the snapshot; exit code 1 when something does',
    },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run(context) {
    const [source = ''] = context.args;
    const { flags, io } = context;
    const { engine } = await context.services();
    await refuseWithout(engine, 'draft', `Draft from ${source}`);
    const base = flags.text('base');
    const fallback = `${source.replace(/[^\w.-]+/g, '-')}-draft`;
    const options = {
      source,
      targetPath: resolve(flags.text('output') ?? fallback),
      ...(base === undefined ? {} : { base }),
      verify: flags.switch('verify'),
    };
    const line = new ProgressLine(io.stderr, `Draft of ${source}`);
    try {
      const draft = await runJob(context, 'draft', source, options, async (work) => {
        const shown = teeWork(work, { progress: (progress) => line.update(progress) });
        const value = await engine.draftDockerfile(options, shown);
        return { value, result: { imageIds: [], names: [], summary: value.contextPath } };
      });
      line.done();
      for (const note of draft.notes) io.stderr.write(`${note}\n`);
      io.stderr.write(
        `${draft.packages.length} packages, ${draft.copiedCount} files (${humanSize(draft.copiedBytes)})\n`,
      );
      for (const text of verificationLines(draft.verification)) io.stderr.write(`${text}\n`);
      io.stdout.write(`${draft.contextPath}\n`);
      const { verification } = draft;
      const differs =
        verification !== null && verification.differences.length + verification.config.length > 0;
      return differs ? 1 : 0;
    } finally {
      line.done();
    }
  },
};
