import { resolve } from 'node:path';
import type { RegistryRules } from '../../../shared/model/registry';
import { fromWire } from '../../../shared/errors';
import { checkedRules } from '../../registry/check-rules';
import { registryName } from '../../registry/registries';
import { UsageError, type Command, type CommandContext } from '../command';
import { printError } from '../output/errors';
import { formatRows, type Column } from '../output/format';

interface Row {
  readonly registry: string;
  readonly username: string;
  readonly rules: RegistryRules;
}

const columns: ReadonlyArray<Column<Row>> = [
  { field: 'Registry', title: 'REGISTRY', value: (row) => row.registry },
  { field: 'User', title: 'USER', value: (row) => row.username },
  { field: 'Mirrors', title: 'MIRRORS', value: (row) => (row.rules.mirrors ?? []).join(',') },
  { field: 'Insecure', title: 'INSECURE', value: (row) => String(row.rules.insecure ?? false) },
  { field: 'CA', title: 'CA', value: (row) => row.rules.caFile ?? '' },
];

export const command: Command = {
  name: 'registry',
  summary: 'List registries, set mirrors, certificates and plain HTTP of one, or test it',
  usage: 'ls | set [OPTIONS] REGISTRY | test REGISTRY | rm REGISTRY',
  flags: {
    ca: { kind: 'text', help: 'File with certificates to trust; empty for none' },
    format: { kind: 'text', help: "'table', 'json' or a template (ls)" },
    insecure: { kind: 'switch', help: 'Allow plain HTTP and unchecked certificates' },
    mirror: {
      kind: 'list',
      help: 'Pull from here first: HOST[:PORT][/PATH] or URL; empty for none',
    },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 2 },
  offEngine: () => ({
    refused: false,
    text: 'this is how Darkroom itself reaches registries; engines have settings of their own',
  }),
  async run(context) {
    const [action = '', name] = context.args;
    if (action === 'ls' && name === undefined) return list(context);
    if (name === undefined) throw new UsageError(`registry ${action} needs the name of a registry`);
    if (action === 'set') return set(context, registryName(name));
    if (action === 'rm') return remove(context, registryName(name));
    if (action === 'test') return test(context, registryName(name));
    throw new UsageError('the actions are ls, set, test and rm');
  },
};

async function list({ flags, io, signal, services }: CommandContext): Promise<number> {
  const { registries, store } = await services();
  const rules = store.settings.get().registries;
  const logins = new Map((await registries.logins(signal)).map((info) => [info.registry, info]));
  const names = [...new Set([...Object.keys(rules), ...logins.keys()])].sort();
  const rows = names.map((registry) => ({
    registry,
    username: logins.get(registry)?.username ?? '',
    rules: rules[registry] ?? {},
  }));
  io.stdout.write(formatRows(rows, columns, flags.text('format')));
  return 0;
}

async function set({ flags, services }: CommandContext, registry: string): Promise<number> {
  const { store } = await services();
  const ca = flags.text('ca');
  const rules = await checkedRules({
    ...store.settings.get().registries[registry],
    ...(ca === undefined ? {} : { caFile: ca === '' ? '' : resolve(ca) }),
    ...(flags.isSet('insecure') ? { insecure: flags.switch('insecure') } : {}),
    ...(flags.isSet('mirror') ? { mirrors: flags.list('mirror') } : {}),
  });
  store.settings.setRegistry(registry, rules);
  return 0;
}

async function remove({ services }: CommandContext, registry: string): Promise<number> {
  const { store } = await services();
  store.settings.setRegistry(registry, null);
  return 0;
}

/** Each place with how it was reached; exit code 1 when one failed. */
async function test(context: CommandContext, registry: string): Promise<number> {
  const { io, signal } = context;
  const { registries, store } = await context.services();
  const rules = store.settings.get().registries[registry] ?? {};
  const places = await registries.test(registry, rules, signal);
  for (const place of places) {
    if (place.kind === 'failed') printError(io.stderr, fromWire(place.error));
    else
      io.stdout.write(
        `${place.address}: ${protections[place.protection]}, ${accesses[place.access]}\n`,
      );
  }
  return places.some(({ kind }) => kind === 'failed') ? 1 : 0;
}

const protections = {
  checked: 'TLS',
  unchecked: 'TLS, certificate not checked',
  plain: 'plain HTTP',
} as const;
const accesses = {
  open: 'no login needed',
  known: 'the login is right',
  login: 'wants a login',
} as const;
