import { readFileSync } from 'node:fs';
import type { CommitOptions, CommitResult } from '../../../shared/model/container';
import type { Command } from '../command';
import { ProgressLine, teeWork } from '../output/progress';
import { humanSize } from '../output/units';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'commit',
  summary: "Make an image from a container's changes",
  usage: '[OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  flags: {
    author: { kind: 'text', short: 'a', help: 'Author, e.g. "Leon <leon@example.com>"' },
    change: { kind: 'list', short: 'c', help: 'Apply a Dockerfile instruction to the image' },
    message: { kind: 'text', short: 'm', help: 'Commit message' },
    exclude: { kind: 'list', help: 'Leave out paths that match a pattern, e.g. "/tmp/**"' },
    'exclude-file': { kind: 'list', help: 'Leave out what the patterns in a file match' },
    'ignore-rules': { kind: 'switch', help: 'Do not apply the kept rules of darkroom exclude' },
    'include-volumes': {
      kind: 'list',
      bare: '',
      help: "Put the data of all volumes, or of the one at =PATH, into the image's layer",
    },
    'allow-secrets': { kind: 'switch', help: 'Go on when secrets are found' },
    pause: { kind: 'switch', short: 'p', help: 'Pause the container meanwhile', preset: true },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 2 },
  async run(context) {
    const [container = '', reference] = context.args;
    const { flags, io } = context;
    const { engine } = await context.services();
    const line = new ProgressLine(io.stderr, `Snapshot of ${container}`);
    const options = {
      container,
      ...(reference === undefined ? {} : { reference }),
      author: flags.text('author') ?? '',
      message: flags.text('message') ?? '',
      changes: flags.list('change'),
      pause: flags.switch('pause'),
      exclude: [...flags.list('exclude'), ...patternsIn(flags.list('exclude-file'))],
      useRules: !flags.switch('ignore-rules'),
      ...volumesIn(flags.list('include-volumes')),
      allowSecrets: flags.switch('allow-secrets'),
    };
    try {
      const result = await runJob(context, 'snapshot', container, options, async (work) => {
        const shown = teeWork(work, { progress: (progress) => line.update(progress) });
        const value = await engine.containers.commit(options, shown);
        const names = reference === undefined ? [] : [reference];
        return { value, result: { imageIds: [value.imageId], names, summary: '' } };
      });
      line.done();
      for (const note of notes(result)) io.stderr.write(`${note}\n`);
      io.stdout.write(`${result.imageId}\n`);
      return 0;
    } finally {
      line.done();
    }
  },
};

/** A line each; empty ones and those that begin with # say nothing. */
function patternsIn(files: ReadonlyArray<string>): ReadonlyArray<string> {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .replace(/^\ufeff/, '')
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '' && !line.startsWith('#')),
  );
}

function volumesIn(given: ReadonlyArray<string>): Pick<CommitOptions, 'includeVolumes'> {
  if (given.length === 0) return {};
  return { includeVolumes: given.includes('') ? 'all' : given };
}

/** What the person should know of the image that was made. */
function notes({ rules, volumesLeftOut, secrets }: CommitResult): ReadonlyArray<string> {
  const volumes = volumesLeftOut.map(
    ({ target, changedBytes }) =>
      `${target}: ${humanSize(changedBytes)} of changed data lie in a volume and are not in the image (--include-volumes=${target} puts them in).`,
  );
  const patterns = rules.map(({ pattern }) => pattern).join(' ');
  return [
    ...volumes,
    ...(rules.length === 0 ? [] : [`Kept rules apply: ${patterns} (see darkroom exclude ls).`]),
    ...(secrets.length === 0 ? [] : [`Secrets are in the image: ${secrets.length}, as allowed.`]),
  ];
}
