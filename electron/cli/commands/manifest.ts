import { UsageError, type Command, type CommandContext } from '../command';
import { refuseWithout } from '../refuse-without';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'manifest',
  summary: 'Put images for several platforms under one name, and look at what registries have',
  usage:
    'create LIST IMAGE… | annotate LIST IMAGE | push LIST [TARGET] | inspect NAME | rm LIST… | ls',
  flags: {
    amend: { kind: 'switch', short: 'a', help: 'Add to a list that is there (create)' },
    annotation: { kind: 'list', help: 'KEY=VALUE of one image (annotate)' },
    arch: { kind: 'text', help: 'Architecture (annotate)' },
    insecure: { kind: 'switch', help: 'Allow plain HTTP and unchecked certificates this once' },
    os: { kind: 'text', help: 'Operating system (annotate)' },
    purge: { kind: 'switch', short: 'p', help: 'Remove the list once it is pushed' },
    variant: { kind: 'text', help: 'Variant of the architecture (annotate)' },
    verbose: { kind: 'switch', short: 'v', help: 'With digest and referrers (inspect)' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run(context) {
    const [action = '', ...names] = context.args;
    const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (run === undefined)
      throw new UsageError(`the actions are ${Object.keys(actions).join(', ')}`);
    return run(context, names);
  },
};

type Action = (context: CommandContext, names: ReadonlyArray<string>) => Promise<number>;

const actions: Readonly<Record<string, Action>> = { create, annotate, push, inspect, rm, ls };

async function create(context: CommandContext, names: ReadonlyArray<string>): Promise<number> {
  const [name, ...sources] = names;
  if (name === undefined || sources.length === 0)
    throw new UsageError('manifest create needs a list and at least one image');
  const manifestLists = await listsOf(context, `Create manifest list ${name}`);
  const { flags } = context;
  const options = { amend: flags.switch('amend'), insecure: flags.switch('insecure') };
  const list = await manifestLists.create(name, sources, options, quiet(context));
  context.io.stdout.write(`Created manifest list ${list.name}\n`);
  return 0;
}

async function annotate(context: CommandContext, names: ReadonlyArray<string>): Promise<number> {
  const [name, source, extra] = names;
  if (name === undefined || source === undefined || extra !== undefined)
    throw new UsageError('manifest annotate needs a list and one of its images');
  const manifestLists = await listsOf(context, `Annotate manifest list ${name}`);
  const { flags } = context;
  const [os, architecture, variant] = ['os', 'arch', 'variant'].map((flag) => flags.text(flag));
  manifestLists.annotate(name, source, {
    ...(os === undefined ? {} : { os }),
    ...(architecture === undefined ? {} : { architecture }),
    ...(variant === undefined ? {} : { variant }),
    annotations: Object.fromEntries(flags.list('annotation').map(pairOf)),
  });
  return 0;
}

async function push(context: CommandContext, names: ReadonlyArray<string>): Promise<number> {
  const [name, target, extra] = names;
  if (name === undefined || extra !== undefined) throw new UsageError('manifest push needs a list');
  const manifestLists = await listsOf(context, `Push manifest list ${name}`);
  const insecure = context.flags.switch('insecure');
  const options = { insecure, ...(target === undefined ? {} : { target }) };
  const pushed = await runJob(context, 'push', name, { name, options }, async (work) => {
    const value = await manifestLists.push(name, options, work);
    return { value, result: { imageIds: [], names: [value.name], summary: value.digest } };
  });
  if (context.flags.switch('purge')) manifestLists.remove(name);
  context.io.stdout.write(`${pushed.digest}\n`);
  return 0;
}

/** The lists, which are put together of images of the embedded engine. NOT_SUPPORTED on others. */
async function listsOf(context: CommandContext, what: string) {
  const { engine, manifestLists } = await context.services();
  await refuseWithout(engine, 'manifest-lists', what);
  return manifestLists;
}

/** A draft of that name on the engine that has drafts, otherwise what the registry has. */
async function inspect(context: CommandContext, names: ReadonlyArray<string>): Promise<number> {
  const [name, extra] = names;
  if (name === undefined || extra !== undefined)
    throw new UsageError('manifest inspect needs a name');
  const { engine, manifestLists, registries } = await context.services();
  const { lacks } = await engine.capabilities();
  const { io, flags, signal } = context;
  const print = (value: unknown) => io.stdout.write(`${JSON.stringify(value, null, 4)}\n`);
  if (lacks['manifest-lists'] === undefined && manifestLists.list().includes(name)) {
    print(manifestLists.get(name));
    return 0;
  }
  const insecure = flags.switch('insecure');
  const { document, ...found } = await registries.inspect(name, { signal, insecure });
  const parsed: unknown = JSON.parse(document);
  print(flags.switch('verbose') ? { ...found, document: parsed } : parsed);
  return 0;
}

async function rm(context: CommandContext, names: ReadonlyArray<string>): Promise<number> {
  const { io } = context;
  if (names.length === 0) throw new UsageError('manifest rm needs a list');
  const manifestLists = await listsOf(context, 'Remove manifest lists');
  let code = 0;
  for (const name of names) {
    if (manifestLists.remove(name)) io.stdout.write(`${name}\n`);
    else {
      io.stderr.write(`darkroom: there is no manifest list “${name}”\n`);
      code = 1;
    }
  }
  return code;
}

async function ls(context: CommandContext): Promise<number> {
  const manifestLists = await listsOf(context, 'List manifest lists');
  for (const name of manifestLists.list()) context.io.stdout.write(`${name}\n`);
  return 0;
}

function quiet({ signal }: CommandContext) {
  return { signal, progress: () => undefined, log: () => undefined };
}

function pairOf(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--annotation is KEY=VALUE, not “${text}”`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}
