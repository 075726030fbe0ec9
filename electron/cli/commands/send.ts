import type { SendTarget } from '../../../shared/model/registry';
import { sendImage } from '../../engine/send-image';
import type { Command } from '../command';
import { ProgressLine, teeWork } from '../output/progress';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'send',
  summary: 'Send an image to another engine, or to a registry',
  usage: 'IMAGE ENGINE|REGISTRY/NAME[:TAG]',
  flags: {},
  interspersed: true,
  usageExitCode: 1,
  args: { min: 2, max: 2 },
  async run(context) {
    const [name = '', to = ''] = context.args;
    const { engine, engines } = await context.services();
    const isEngine = (await engines.list()).some((one) => one.name === to);
    const target: SendTarget = isEngine
      ? { kind: 'engine', engineId: to }
      : { kind: 'registry', name: to };
    const line = new ProgressLine(context.io.stderr, `Sending ${name}`);
    try {
      const sent = await runJob(context, 'send', name, { name, target }, async (work) => {
        const shown = teeWork(work, { progress: (progress) => line.update(progress) });
        const value = await sendImage(engine, name, target, engines, shown);
        return { value, result: { imageIds: [], names: [value], summary: '' } };
      });
      line.done();
      context.io.stdout.write(`${sent}\n`);
      return 0;
    } finally {
      line.done();
    }
  },
};
