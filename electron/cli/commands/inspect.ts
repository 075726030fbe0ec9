import { DarkroomError, toWire } from '../../../shared/errors';
import type { Engine } from '../../engine/engine';
import type { Command } from '../command';
import { containerDocument } from '../container-document';
import { inspectAll } from '../inspect-all';
import { imageDocument } from '../inspect-document';
import { volumeDocument } from '../volume-document';

export const command: Command = {
  name: 'inspect',
  summary: 'Show all that is known of images and containers, as JSON',
  usage: '[OPTIONS] NAME|ID [NAME|ID...]',
  flags: {
    format: { kind: 'text', short: 'f', help: "'json' or a template: '{{.Config.Cmd}}'" },
    type: { kind: 'text', help: 'image, container or volume' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, group, io, services }) {
    const { engine } = await services();
    const kind = group ?? flags.text('type') ?? null;
    const format = flags.text('format');
    return inspectAll(args, format, io, (name) => document(engine, kind, name));
  },
};

/** A container of that name wins over an image of that name, as docker's does. */
async function document(engine: Engine, kind: string | null, name: string): Promise<unknown> {
  if (kind === 'volume') return volumeDocument(await engine.volumes.inspect(name));
  if (kind !== 'image') {
    try {
      return containerDocument(await engine.containers.inspect(name));
    } catch (error) {
      if (kind === 'container' || toWire(error).code !== 'CONTAINER_NOT_FOUND') throw error;
    }
  }
  try {
    return imageDocument(await engine.images.inspect(name));
  } catch (error) {
    if (kind === 'image' || toWire(error).code !== 'IMAGE_NOT_FOUND') throw error;
  }
  try {
    return volumeDocument(await engine.volumes.inspect(name));
  } catch (error) {
    if (toWire(error).code !== 'VOLUME_NOT_FOUND') throw error;
    throw new DarkroomError('NOT_FOUND', `No such object: ${name}`, { data: { name } });
  }
}
