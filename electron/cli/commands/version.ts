import { version } from '../../../package.json';
import type { Command } from '../command';
import { renderTemplate } from '../template/render';

export const command: Command = {
  name: 'version',
  summary: 'Show the versions of Darkroom and of what it runs on',
  usage: '[OPTIONS]',
  flags: { format: { kind: 'text', short: 'f', help: "'json' or a template" } },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  run({ flags, io }) {
    const data = {
      Client: {
        Version: version,
        Electron: process.versions['electron'] ?? '',
        Node: process.versions.node,
        Os: process.platform,
        Arch: process.arch,
      },
    };
    const format = flags.text('format');
    if (format === 'json') io.stdout.write(`${JSON.stringify(data)}\n`);
    else if (format !== undefined) io.stdout.write(`${renderTemplate(format, data)}\n`);
    else {
      const lines = Object.entries(data.Client).map(
        ([name, value]) => ` ${`${name}:`.padEnd(10)} ${value}`,
      );
      io.stdout.write(['Darkroom', ...lines, ''].join('\n'));
    }
    return Promise.resolve(0);
  },
};
