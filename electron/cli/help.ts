import type { Command } from './command';
import type { FlagSpec } from './flags';
import { loaders } from './registry';

/** `darkroom --help`. */
export async function generalHelp(version: string): Promise<string> {
  const names = Object.keys(loaders);
  const commands = await Promise.all(names.map(async (name) => (await loaders[name]?.())?.command));
  const lines = commands.flatMap((command) =>
    command === undefined ? [] : [`  ${command.name.padEnd(12)} ${command.summary}`],
  );
  return [
    `Darkroom ${version}: container images without a daemon`,
    '',
    'Usage:  darkroom [--engine NAME] COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...lines,
    '',
    "'darkroom COMMAND --help' tells more. The store lies in the user's data folder; DARKROOM_ROOT moves it.",
    '',
  ].join('\n');
}

/** `darkroom COMMAND --help`. */
export function commandHelp(command: Command): string {
  const flags = Object.entries(command.flags)
    .filter(([, spec]) => spec.hidden !== true)
    .map(([name, spec]) => flagLine(name, spec));
  return [
    `Usage:  darkroom ${command.name} ${command.usage}`.trimEnd(),
    '',
    command.summary,
    ...(flags.length === 0 ? [] : ['', 'Options:', ...flags]),
    '',
  ].join('\n');
}

function flagLine(name: string, spec: FlagSpec): string {
  const short = spec.short === undefined ? '   ' : `-${spec.short},`;
  const value = spec.kind === 'switch' ? '' : spec.kind === 'list' ? ' list' : ' string';
  return `  ${short} ${`--${name}${value}`.padEnd(24)} ${spec.help}`;
}
