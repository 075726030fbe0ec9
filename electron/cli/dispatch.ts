import { isCancelled } from '../../shared/errors';
import type { Services } from '../services';
import { UsageError, type Command, type CommandIo } from './command';
import { parseArguments } from './flags';
import { commandHelp, generalHelp } from './help';
import { tellOffEngine } from './off-engine';
import { exitCodeOf, printError } from './output/errors';
import { resolveCommand } from './registry';

/** What a command line runs with. */
export interface CommandHost {
  readonly io: CommandIo;
  readonly version: string;
  /** `engine` instead of the one selected in the settings, where given. ENGINE_NOT_FOUND. */
  open(engine: string | undefined): Promise<Services>;
}

/** Node makes each stream when it is first asked for; few commands want all of them. */
const ownIo: CommandIo = {
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
};

/** Runs a command line and sets the process's exit code. Never rejects. */
export async function dispatch(words: ReadonlyArray<string>, version: string): Promise<void> {
  // A reader that leaves (`darkroom images | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  const open: CommandHost['open'] = async (engine) => {
    const { createServices } = await import('../services');
    return createServices(engine === undefined ? {} : { engine });
  };
  // Set, not exited with: what is still on its way to a pipe has to arrive.
  process.exitCode = await runWords(words, { io: ownIo, version, open });
}

/** Runs a command line; answers its exit code. */
export async function runWords(given: ReadonlyArray<string>, host: CommandHost): Promise<number> {
  const { io, version } = host;
  const global = globalOptions(given);
  if (global === null) {
    io.stderr.write("darkroom: flag needs an argument: --engine\nSee 'darkroom --help'\n");
    return 1;
  }
  const { words } = global;
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
  return new CommandRun(host, global, command).run(words.slice(resolved.wordCount), resolved.group);
}

class CommandRun {
  constructor(
    private readonly host: CommandHost,
    private readonly global: GlobalOptions,
    private readonly command: Command,
  ) {}

  async run(words: ReadonlyArray<string>, group: string | null): Promise<number> {
    const { command } = this;
    let parsed;
    try {
      if (wantsHelp(command, words)) {
        this.host.io.stdout.write(commandHelp(command));
        return 0;
      }
      parsed = parseArguments(command.flags, words, command.interspersed);
    } catch (error) {
      if (error instanceof UsageError) return this.wrong(error.message);
      throw error;
    }
    const count = parsed.args.length;
    if (count < command.args.min || count > command.args.max) {
      return this.wrong(countMessage(command));
    }
    return this.runParsed({ ...parsed, group });
  }

  private async runParsed(
    parsed: ReturnType<typeof parseArguments> & { readonly group: string | null },
  ): Promise<number> {
    const { command, global, host } = this;
    const { io } = host;
    const controller = new AbortController();
    const stop = () => controller.abort();
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    let opening: Promise<Services> | null = null;
    const services = () => (opening ??= host.open(global.engine));
    try {
      tellOffEngine(command, parsed.args, global.asked, io);
      return await command.run({ ...parsed, io, signal: controller.signal, services });
    } catch (error) {
      if (error instanceof UsageError) return this.wrong(error.message);
      if (isCancelled(error)) return 130;
      printError(io.stderr, error);
      return exitCodeOf(error, command.usageExitCode);
    } finally {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      if (opening !== null)
        await (await (opening as Promise<Services>).catch(() => null))?.dispose();
    }
  }

  private wrong(message: string): number {
    const { command, host } = this;
    host.io.stderr.write(`darkroom: ${message}\nSee 'darkroom ${command.name} --help'\n`);
    return command.usageExitCode;
  }
}

interface GlobalOptions {
  readonly words: ReadonlyArray<string>;
  readonly engine: string | undefined;
  /** The engine of `--engine`, rather than the environment's. */
  readonly asked: string | null;
}

/** `--engine NAME` stands before the command, as docker's --host does; else DARKROOM_ENGINE counts. */
function globalOptions(given: ReadonlyArray<string>): GlobalOptions | null {
  const fromEnvironment = process.env['DARKROOM_ENGINE'];
  let asked: string | null = null;
  let index = 0;
  for (; /^--engine(=|$)/.test(given[index] ?? ''); index += 1) {
    const word = given[index] ?? '';
    if (word === '--engine') index += 1;
    asked = (word === '--engine' ? given[index] : word.slice('--engine='.length)) ?? '';
    if (asked === '') return null;
  }
  const engine = asked ?? (fromEnvironment === '' ? undefined : fromEnvironment);
  return { words: given.slice(index), engine, asked };
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
