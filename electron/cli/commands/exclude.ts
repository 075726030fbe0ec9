import type { ExclusionRule } from '../../../shared/model/snapshot';
import { UsageError, type Command, type CommandContext } from '../command';
import { formatRows, type Column } from '../output/format';

const columns: ReadonlyArray<Column<ExclusionRule>> = [
  { field: 'Scope', title: 'SCOPE', value: (rule) => rule.scope },
  { field: 'Subject', title: 'FOR', value: (rule) => rule.subject },
  { field: 'Pattern', title: 'PATTERN', value: (rule) => rule.pattern },
];

export const command: Command = {
  name: 'exclude',
  summary: 'Keep rules of what snapshots leave out',
  usage: 'ls | add [OPTIONS] PATTERN... | rm [OPTIONS] PATTERN...',
  flags: {
    container: { kind: 'text', help: 'For snapshots of this container' },
    image: { kind: 'text', help: 'For snapshots of containers of this image' },
    format: { kind: 'text', help: "'table', 'json' or a template (ls)" },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  offEngine: () => ({ refused: false, text: 'rules hold for snapshots on every engine' }),
  async run(context) {
    const [action = '', ...patterns] = context.args;
    if (action === 'ls' && patterns.length === 0) return list(context);
    if (action !== 'add' && action !== 'rm') throw new UsageError('the actions are ls, add and rm');
    if (patterns.length === 0) throw new UsageError(`exclude ${action} needs a pattern`);
    return change(context, action, patterns);
  },
};

async function list({ flags, io, services }: CommandContext): Promise<number> {
  const { store } = await services();
  io.stdout.write(formatRows(store.exclusions.list(), columns, flags.text('format')));
  return 0;
}

async function change(
  { flags, io, services }: CommandContext,
  action: 'add' | 'rm',
  patterns: ReadonlyArray<string>,
): Promise<number> {
  const { store, engine } = await services();
  const container = flags.text('container');
  const image = flags.text('image');
  if (container !== undefined && image !== undefined)
    throw new UsageError('--container and --image cannot both be given');
  const scope = container !== undefined ? 'container' : image !== undefined ? 'image' : 'global';
  const subject = container ?? image ?? '';
  if (action === 'add') engine.checkPatterns(patterns);
  let missing = 0;
  for (const pattern of patterns) {
    const rule = { scope, subject, pattern } as const;
    if (action === 'add') store.exclusions.add(rule);
    else if (!store.exclusions.remove(rule)) {
      missing += 1;
      io.stderr.write(`darkroom: there is no such rule: ${pattern}\n`);
    }
  }
  return missing === 0 ? 0 : 1;
}
