import { DarkroomError } from '../../shared/errors';
import type { Command, CommandIo } from './command';

/**
 * Says before a command starts that `--engine` is nothing to it, so that nobody takes Darkroom's own
 * store for that engine's. NOT_SUPPORTED where it can only have been meant for the engine.
 */
export function tellOffEngine(
  command: Command,
  args: ReadonlyArray<string>,
  engine: string | null,
  io: Pick<CommandIo, 'stderr'>,
): void {
  if (engine === null || engine === 'embedded') return;
  const off = command.offEngine?.(args) ?? null;
  if (off === null) return;
  if (off.refused) {
    throw new DarkroomError('NOT_SUPPORTED', `darkroom ${command.name}: ${off.text}`, {
      data: { engine },
      hint: `Leave --engine ${engine} out.`,
    });
  }
  io.stderr.write(`darkroom ${command.name}: ${off.text}\n`);
}
