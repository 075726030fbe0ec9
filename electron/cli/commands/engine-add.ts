import { resolve } from 'node:path';
import type { NewEngine } from '../../../shared/model/engine';
import type { Command } from '../command';

const files = {
  ca: 'caFile',
  cert: 'certFile',
  key: 'keyFile',
  identity: 'identityFile',
  'known-hosts': 'knownHostsFile',
} as const satisfies Readonly<Record<string, keyof NewEngine>>;

export const command: Command = {
  name: 'engine add',
  summary: 'Add an engine by its address',
  usage: '[OPTIONS] NAME ADDRESS',
  flags: {
    ca: { kind: 'text', help: 'Certificate of the authority that signed the engine’s (tcp)' },
    cert: { kind: 'text', help: 'Client certificate (tcp)' },
    key: { kind: 'text', help: 'Key of the client certificate (tcp)' },
    'skip-verify': { kind: 'switch', help: 'Do not check the engine’s certificate (tcp)' },
    identity: { kind: 'text', short: 'i', help: 'Private key file (ssh)' },
    'known-hosts': { kind: 'text', help: 'known_hosts file (ssh)' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 2, max: 2 },
  async run({ args, flags, io, services }) {
    const [name = '', address = ''] = args;
    const given = Object.entries(files).flatMap(([flag, key]) => {
      const path = flags.text(flag);
      return path === undefined ? [] : [[key, resolve(path)] as const];
    });
    const { engines } = await services();
    await engines.addByHand({
      name,
      address,
      ...Object.fromEntries(given),
      ...(flags.isSet('skip-verify') ? { skipVerify: flags.switch('skip-verify') } : {}),
    });
    io.stdout.write(`${name}\n`);
    return 0;
  },
};
