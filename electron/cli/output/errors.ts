import { DarkroomError, toWire, type WireError } from '../../../shared/errors';
import type { SecretFinding } from '../../../shared/model/secret';

/** How many findings are listed; the message says how many there are. */
const shownFindings = 20;

/** 3 where secrets would have gone into an image, so that scripts can tell; else the command's own. */
export function exitCodeOf(error: unknown, otherwise: number): number {
  return toWire(error).code === 'SECRETS_FOUND' ? 3 : otherwise;
}

/** What SECRETS_FOUND found: path, line, rule and the masked value, a line each. */
function findingLines({ code, data }: WireError): ReadonlyArray<string> {
  if (code !== 'SECRETS_FOUND') return [];
  const findings = data['findings'] as unknown as ReadonlyArray<SecretFinding>;
  const lines = findings.slice(0, shownFindings).map(({ path, line, rule, masked }) => {
    const place = line === null ? path : `${path}:${line}`;
    return `  ${place}  ${rule}  ${masked}`.trimEnd();
  });
  const more = Number(data['count']) - lines.length;
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}

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
  for (const line of findingLines(wire)) stderr.write(`${line}\n`);
  if (wire.hint !== undefined) stderr.write(`${wire.hint}\n`);
  const isBug = !(error instanceof DarkroomError) && wire.code === 'INTERNAL';
  if ((isBug || show.stack === true) && error instanceof Error) {
    stderr.write(`${error.stack ?? ''}\n`);
  }
}
