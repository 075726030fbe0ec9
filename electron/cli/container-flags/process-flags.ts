import type { ContainerOptions } from '../../../shared/model/container-options';
import { UsageError } from '../command';
import type { FlagSpecs, FlagValues } from '../flags';
import { readLines } from '../read-lines';
import { pair, present } from '../values';
import { environment } from './environment';

/** What runs, as whom, and what it is called. */
export const processFlags: FlagSpecs = {
  annotation: { kind: 'list', help: 'Add an annotation (passed to the OCI runtime)' },
  entrypoint: { kind: 'text', help: "Run this instead of the image's entrypoint" },
  env: { kind: 'list', short: 'e', help: 'Set an environment variable' },
  'env-file': { kind: 'list', help: 'Read environment variables from a file' },
  'group-add': { kind: 'list', help: 'Add the user to a further group' },
  init: { kind: 'switch', help: 'Run a small init as process 1 that passes signals and reaps' },
  interactive: { kind: 'switch', short: 'i', help: 'Keep standard input open' },
  label: { kind: 'list', short: 'l', help: 'Set a label' },
  'label-file': { kind: 'list', help: 'Read labels from a file' },
  name: { kind: 'text', help: 'Name of the container' },
  platform: { kind: 'text', help: 'os[/arch[/variant]] that the image must have' },
  tty: { kind: 'switch', short: 't', help: 'Give it a terminal' },
  user: { kind: 'text', short: 'u', help: 'User, or user:group, by name or id' },
  workdir: { kind: 'text', short: 'w', help: 'Working directory' },
};

export function processOptions(flags: FlagValues, command: ReadonlyArray<string>) {
  const entrypoint = flags.text('entrypoint');
  const annotations = flags.list('annotation').map(annotation);
  const groups = flags.list('group-add');
  return {
    ...present<Pick<ContainerOptions, 'name' | 'platform' | 'workingDir' | 'user'>>({
      name: flags.text('name'),
      platform: flags.text('platform'),
      workingDir: flags.text('workdir'),
      user: flags.text('user'),
    }),
    ...(command.length === 0 ? {} : { command }),
    // An empty --entrypoint takes the image's away, as docker's does.
    ...(entrypoint === undefined ? {} : { entrypoint: entrypoint === '' ? [] : [entrypoint] }),
    ...(groups.length === 0 ? {} : { groupAdd: groups }),
    ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
    env: environment(flags),
    labels: Object.fromEntries(labels(flags)),
    tty: flags.switch('tty'),
    interactive: flags.switch('interactive'),
    ...(flags.switch('init') ? { init: true } : {}),
  };
}

function labels(flags: FlagValues): ReadonlyArray<readonly [string, string]> {
  // As docker does: in a file, a name without a value is passed over.
  const lines = flags
    .list('label-file')
    .flatMap((path) => readLines(path))
    .filter((line) => line.includes('='));
  return [...lines, ...flags.list('label')].map(pair);
}

function annotation(text: string): readonly [string, string] {
  const [name, value] = pair(text);
  if (name === '' || !text.includes('=')) throw new UsageError(`invalid annotation: "${text}"`);
  return [name, value];
}
