import type { SecretAllowance, SecretFinding } from '../../../shared/model/secret';
import { UsageError, type Command, type CommandContext } from '../command';
import { formatRows, type Column } from '../output/format';

const allowanceColumns: ReadonlyArray<Column<SecretAllowance>> = [
  { field: 'Pattern', title: 'PATH', value: (allowance) => allowance.pattern },
  { field: 'Rule', title: 'RULE', value: (allowance) => allowance.rule },
  { field: 'Note', title: 'NOTE', value: (allowance) => allowance.note },
  { field: 'CreatedAt', title: 'SINCE', value: (allowance) => allowance.createdAt },
];

const findingColumns: ReadonlyArray<Column<SecretFinding>> = [
  { field: 'Path', title: 'PATH', value: (finding) => finding.path },
  { field: 'Line', title: 'LINE', value: (finding) => String(finding.line ?? '') },
  { field: 'Rule', title: 'RULE', value: (finding) => finding.rule },
  { field: 'Value', title: 'VALUE', value: (finding) => finding.masked },
];

export const command: Command = {
  name: 'secrets',
  summary: 'Look for secrets in a container, and keep exceptions',
  usage: 'scan CONTAINER | ls | allow [OPTIONS] PATH... | rm [OPTIONS] PATH...',
  flags: {
    rule: { kind: 'text', preset: '*', help: 'Only for this rule' },
    note: { kind: 'text', preset: '', help: 'Why (allow)' },
    format: { kind: 'text', help: "'table', 'json' or a template (ls, scan)" },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  offEngine: ([action]) =>
    action === 'scan' ? null : { refused: false, text: 'exceptions hold for every engine' },
  async run(context) {
    const [action = '', ...names] = context.args;
    if (action === 'ls' && names.length === 0) return list(context);
    const [name] = names;
    if (name === undefined) throw new UsageError(`secrets ${action} needs a name or a path`);
    if (action === 'scan' && names.length === 1) return scan(context, name);
    if (action === 'allow') return allow(context, names);
    if (action === 'rm') return revoke(context, names);
    throw new UsageError('the actions are scan, ls, allow and rm');
  },
};

async function list({ flags, io, services }: CommandContext): Promise<number> {
  const { store } = await services();
  io.stdout.write(formatRows(store.secrets.allowances(), allowanceColumns, flags.text('format')));
  return 0;
}

async function scan(
  { flags, io, signal, services }: CommandContext,
  name: string,
): Promise<number> {
  const { engine } = await services();
  const found = await engine.containers.findSecrets(name, signal);
  io.stdout.write(formatRows(found, findingColumns, flags.text('format')));
  return 0;
}

async function allow(
  { flags, services }: CommandContext,
  patterns: ReadonlyArray<string>,
): Promise<number> {
  const { store, engine } = await services();
  engine.checkPatterns(patterns);
  const rule = flags.text('rule') ?? '*';
  const note = flags.text('note') ?? '';
  for (const pattern of patterns) store.secrets.allow({ pattern, rule, note });
  return 0;
}

async function revoke(
  { flags, io, services }: CommandContext,
  patterns: ReadonlyArray<string>,
): Promise<number> {
  const { store } = await services();
  const rule = flags.text('rule') ?? '*';
  const missing = patterns.filter((pattern) => !store.secrets.revoke(pattern, rule));
  for (const pattern of missing)
    io.stderr.write(`darkroom: there is no such exception: ${pattern} (${rule})\n`);
  return missing.length === 0 ? 0 : 1;
}
