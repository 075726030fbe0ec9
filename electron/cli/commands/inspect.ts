import { toWire } from '../../../shared/errors';
import type { Engine } from '../../engine/engine';
import type { Command } from '../command';
import { containerDocument } from '../container-document';
import { imageDocument } from '../inspect-document';
import { printError } from '../output/errors';
import { renderTemplate } from '../output/format';

export const command: Command = {
  name: 'inspect',
  summary: 'Show all that is known of images and containers, as JSON',
  usage: '[OPTIONS] NAME|ID [NAME|ID...]',
  flags: {
    format: { kind: 'text', short: 'f', help: "'json' or a template: '{{.Config.Cmd}}'" },
    type: { kind: 'text', help: 'image or container' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, group, io, services }) {
    const { engine } = await services();
    const kind = group ?? flags.text('type') ?? null;
    const format = flags.text('format');
    const found: unknown[] = [];
    let code = 0;
    for (const name of args) {
      try {
        found.push(await document(engine, kind, name));
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
  },
};

/** A container of that name wins over an image of that name, as docker's does. */
async function document(engine: Engine, kind: string | null, name: string): Promise<unknown> {
  if (kind !== 'image') {
    try {
      return containerDocument(await engine.containers.inspect(name));
    } catch (error) {
      if (kind === 'container' || toWire(error).code !== 'CONTAINER_NOT_FOUND') throw error;
    }
  }
  return imageDocument(await engine.images.inspect(name));
}
