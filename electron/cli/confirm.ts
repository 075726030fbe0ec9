import { createInterface } from 'node:readline/promises';
import type { CommandContext } from './command';

/** Says what is about to be lost, and asks; anything but yes is no. */
export async function confirmed(
  { io, signal }: Pick<CommandContext, 'io' | 'signal'>,
  warning: string,
): Promise<boolean> {
  io.stdout.write(`WARNING! ${warning}\n`);
  const lines = createInterface({ input: io.stdin, output: io.stdout });
  try {
    const answer = await lines.question('Are you sure you want to continue? [y/N] ', { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
