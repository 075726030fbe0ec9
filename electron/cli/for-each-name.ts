import type { CommandIo } from './command';
import { printError } from './output/errors';

/** Does something to each name, prints the name, goes on after a failure; 1 when any failed. */
export async function forEachName(
  names: ReadonlyArray<string>,
  io: CommandIo,
  act: (name: string) => Promise<unknown>,
): Promise<number> {
  let code = 0;
  for (const name of names) {
    try {
      await act(name);
      io.stdout.write(`${name}\n`);
    } catch (error) {
      printError(io.stderr, error);
      code = 1;
    }
  }
  return code;
}
