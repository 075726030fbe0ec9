import type { CommandIo } from './command';
import { printError } from './output/errors';
import { renderTemplate } from './template/render';

/** Prints the documents of several things as docker's inspect does; 1 when one of them is missing. */
export async function inspectAll(
  names: ReadonlyArray<string>,
  format: string | undefined,
  io: CommandIo,
  document: (name: string) => Promise<unknown>,
): Promise<number> {
  const found: unknown[] = [];
  let code = 0;
  for (const name of names) {
    try {
      found.push(await document(name));
    } catch (error) {
      printError(io.stderr, error);
      code = 1;
    }
  }
  if (format === undefined) io.stdout.write(`${JSON.stringify(found, null, 4)}\n`);
  else {
    const template = format === 'json' ? '{{json .}}' : format;
    for (const item of found) io.stdout.write(`${renderTemplate(template, item)}\n`);
  }
  return code;
}
