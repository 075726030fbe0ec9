import { isCancelled } from '../../shared/errors';
import type { Services } from '../services';
import { UsageError, type Command, type CommandIo } from './command';
import { parseArguments } from './flags';
import { commandHelp, generalHelp } from './help';
import { exitCodeOf, printError } from './output/errors';
import { resolveCommand } from './registry';

const io: CommandIo = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };

/** Runs a command line and sets the process's exit code. Never rejects. */
export async function dispatch(words: ReadonlyArray<string>, version: string): Promise<void> {
  // A reader that leaves (`darkroom images | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  const code = await runWords(words, version);
  // Set, not exited with: what is still on its way to a pipe has to arrive.
  process.exitCode = code;
}

async function runWords(given: ReadonlyArray<string>, version: string): Promise<number> {
  const global = globalOptions(given);
  if (global === null) {
    io.stderr.write("darkroom: flag needs an argument: --engine\nSee 'darkroom --help'\n");
    return 1;
  }
  const { words, engine } = global;
  const first = words[0];
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    const named = first === 'help' ? resolveCommand(words.slice(1)) : null;
    const text =
      named === null ? await generalHelp(version) : commandHelp((await named.load()).command);
    io.stdout.write(text);
    return 0;
  }
  const resolved = resolveCommand(words);
  if (resolved === null) {
    io.stderr.write(
      `darkroom: '${words.slice(0, 2).join(' ')}' is not a darkroom command.\nSee 'darkroom --help'\n`,
    );
    return 1;
  }
  const { command } = await resolved.load();
  return runCommand(command, words.slice(resolved.wordCount), resolved.group, engine);
}

async function runCommand(
  command: Command,
  words: ReadonlyArray<string>,
  group: string | null,
  engine: string | undefined,
): Promise<number> {
  const wrong = (message: string) => {
    io.stderr.write(`darkroom: ${message}\nSee 'darkroom ${command.name} --help'\n`);
    return command.usageExitCode;
  };
  let parsed;
  try {
    if (wantsHelp(command, words)) {
      io.stdout.write(commandHelp(command));
      return 0;
    }
    parsed = parseArguments(command.flags, words, command.interspersed);
  } catch (error) {
    if (error instanceof UsageError) return wrong(error.message);
    throw error;
  }
  const count = parsed.args.length;
  if (count < command.args.min || count > command.args.max) return wrong(countMessage(command));
  return runParsed(command, { ...parsed, group }, engine, wrong);
}

async function runParsed(
  command: Command,
  parsed: ReturnType<typeof parseArguments> & { readonly group: string | null },
  engine: string | undefined,
  wrong: (message: string) => number,
): Promise<number> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  let services: Promise<Services> | null = null;
  const open = () =>
    (services ??= import('../services').then((module) =>
      module.createServices(engine === undefined ? {} : { engine }),
    ));
  try {
    return await command.run({ ...parsed, io, signal: controller.signal, services: open });
  } catch (error) {
    if (error instanceof UsageError) return wrong(error.message);
    if (isCancelled(error)) return 130;
    printError(io.stderr, error);
    return exitCodeOf(error, command.usageExitCode);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    if (services !== null)
      await (await (services as Promise<Services>).catch(() => null))?.dispose();
  }
}

/** `--engine NAME` stands before the command, as docker's --host does; else DARKROOM_ENGINE counts. */
function globalOptions(
  given: ReadonlyArray<string>,
): { readonly words: ReadonlyArray<string>; readonly engine: string | undefined } | null {
  const fromEnvironment = process.env['DARKROOM_ENGINE'];
  let engine = fromEnvironment === '' ? undefined : fromEnvironment;
  let index = 0;
  for (; /^--engine(=|$)/.test(given[index] ?? ''); index += 1) {
    const word = given[index] ?? '';
    if (word === '--engine') index += 1;
    engine = word === '--engine' ? given[index] : word.slice('--engine='.length);
    if (engine === undefined || engine === '') return null;
  }
  return { words: given.slice(index), engine };
}

function wantsHelp(command: Command, words: ReadonlyArray<string>): boolean {
  const end = command.interspersed
    ? words.indexOf('--')
    : words.findIndex((word) => !word.startsWith('-'));
  return words.slice(0, end === -1 ? undefined : end).includes('--help');
}

function countMessage(command: Command): string {
  const { min, max } = command.args;
  const plural = (count: number) => `${count} argument${count === 1 ? '' : 's'}`;
  if (min === max) return `"${command.name}" requires exactly ${plural(min)}`;
  if (max === Infinity) return `"${command.name}" requires at least ${plural(min)}`;
  return `"${command.name}" takes ${min} to ${plural(max)}`;
}
