import type { BuildOutline } from '../../../shared/model/build';
import { UsageError } from '../command';
import type { FlagValues } from '../flags';
import { formatTable } from '../output/table';

export type CallKind = 'build' | 'check' | 'outline' | 'targets';

/** `--call`, of which `--check` is one. @throws UsageError. */
export function callKind(flags: FlagValues): CallKind {
  if (flags.switch('check')) return 'check';
  const [name = '', ...fields] = (flags.text('call') ?? 'build').split(',');
  const isKnown = name === 'build' || name === 'check' || name === 'outline' || name === 'targets';
  if (isKnown && fields.length === 0) return name;
  throw new UsageError(
    `--call ${flags.text('call')} is not supported: use build, check, outline or targets`,
  );
}

/** `--call targets`: the stages that have names, the default one marked. */
export function targetsReport({ targets, defaultTarget }: BuildOutline): string {
  const rows = targets.map((target) => {
    const isDefault = target.index === defaultTarget;
    const name = target.name === '' && isDefault ? '(default)' : target.name;
    return [`${name}${isDefault && target.name !== '' ? ' (default)' : ''}`, target.base];
  });
  return formatTable(
    ['TARGET', 'BASE'],
    rows.filter(([name]) => name !== ''),
  );
}

/** `--call outline`: what can be given to the build of a target. */
export function outlineReport(outline: BuildOutline): string {
  const { target, args, secrets, sshIds } = outline;
  const blocks = [`TARGET: ${target === '' ? '(default)' : target}\n`];
  if (args.length > 0) {
    const rows = args.map(({ name, value }) => [name, value ?? '']);
    blocks.push(formatTable(['BUILD ARG', 'VALUE'], rows));
  }
  const needed = ({ isRequired }: { readonly isRequired: boolean }) => (isRequired ? 'true' : '');
  if (secrets.length > 0) {
    blocks.push(
      formatTable(
        ['SECRET', 'REQUIRED'],
        secrets.map((one) => [one.id, needed(one)]),
      ),
    );
  }
  if (sshIds.length > 0) {
    blocks.push(
      formatTable(
        ['SSH', 'REQUIRED'],
        sshIds.map((one) => [one.id, needed(one)]),
      ),
    );
  }
  return blocks.join('\n');
}
