import { DarkroomError } from '../../../shared/errors';
import type { NetworkPort } from '../../../shared/model/container';
import { UsageError, type Command } from '../command';

export const command: Command = {
  name: 'port',
  summary: 'Show which ports of the host a container is reached by',
  usage: 'CONTAINER [PRIVATE_PORT[/PROTO]]',
  flags: {},
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 2 },
  async run({ args, io, services }) {
    const [name = '', wanted] = args;
    const { engine } = await services();
    const ports = await engine.containers.ports(name);
    if (wanted === undefined) {
      const lines = ports.map((port) => `${inside(port)} -> ${outside(port)}\n`);
      io.stdout.write(lines.sort().join(''));
      return 0;
    }
    const match = /^(\d+)(?:\/(tcp|udp|sctp))?$/.exec(wanted);
    if (match === null) throw new UsageError(`invalid port: ${wanted}`);
    const asked = `${match[1] ?? ''}/${match[2] ?? 'tcp'}`;
    const found = ports.filter((port) => inside(port) === asked);
    if (found.length === 0) {
      throw new DarkroomError('NOT_FOUND', `No public port '${wanted}' published for ${name}`);
    }
    io.stdout.write(found.map((port) => `${outside(port)}\n`).join(''));
    return 0;
  },
};

function inside({ containerPort, protocol }: NetworkPort): string {
  return `${containerPort}/${protocol}`;
}

function outside({ hostAddress, hostPort }: NetworkPort): string {
  return `${hostAddress === '' ? '0.0.0.0' : hostAddress}:${hostPort}`;
}
