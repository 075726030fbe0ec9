import { DarkroomError, toWire } from '../../../shared/errors';

/**
 * Prints what failed, where, and what to do next. A bug (no DarkroomError) also shows its stack, because
 * nobody else will see it.
 */
export function printError(
  stderr: NodeJS.WritableStream,
  error: unknown,
  show: { readonly excerpt: boolean; readonly stack?: boolean } = { excerpt: true },
): void {
  const wire = toWire(error);
  stderr.write(`darkroom: ${wire.message} [${wire.code}]\n`);
  const excerpt = wire.data['excerpt'];
  if (show.excerpt && typeof excerpt === 'string') stderr.write(`${excerpt.trimEnd()}\n`);
  if (wire.hint !== undefined) stderr.write(`${wire.hint}\n`);
  const isBug = !(error instanceof DarkroomError) && wire.code === 'INTERNAL';
  if ((isBug || show.stack === true) && error instanceof Error) {
    stderr.write(`${error.stack ?? ''}\n`);
  }
}
