import * as v from 'valibot';

import { requestChannels, type RequestChannel, type RequestOf } from './contract';

/**
 * What main accepts from the window, checked before a handler runs. Objects are strict (an unknown
 * key is refused) and every text and list has a limit, so that a page gone wrong cannot exhaust main.
 */
const limits = {
  name: 512,
  path: 4096,
  line: 8192,
  dockerfileCharacters: 4 * 1024 * 1024,
  terminalCharacters: 1024 * 1024,
  paths: 1000,
  patterns: 200_000,
  items: 1000,
  secretCharacters: 500 * 1024,
} as const;

const withoutNul = v.regex(/^[^\0]*$/u, 'must not contain a NUL character');
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.name), withoutNul);
const optionalName = v.pipe(v.string(), v.maxLength(limits.name), withoutNul);
const path = v.pipe(v.string(), v.maxLength(limits.path), withoutNul);
const absolutePath = v.pipe(path, v.minLength(1));
const line = v.pipe(v.string(), v.maxLength(limits.line), withoutNul);
const lines = v.pipe(v.array(line), v.maxLength(limits.items), v.readonly());
const names = v.pipe(v.array(name), v.minLength(1), v.maxLength(limits.items), v.readonly());
/** A path each, where a person unticked many. */
const patterns = v.pipe(v.array(path), v.maxLength(limits.patterns), v.readonly());
const pairs = v.pipe(
  v.record(name, line),
  v.check((record) => Object.keys(record).length <= limits.items, 'has too many entries'),
  v.readonly(),
);
const paths = v.pipe(v.array(absolutePath), v.maxLength(limits.paths), v.readonly());
const jobId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/u, 'must be a job id'));
const terminalId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/u, 'must be a terminal id'));
const watchId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/u, 'must be a watch id'));
const cells = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2000));
const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
/** Names, ids and id prefixes of images and containers: no leading dash, so never read as an option. */
const subject = v.pipe(name, v.regex(/^[^-]/u, 'must not start with a dash'));
const named = v.strictObject({ name: subject });

const importOptions = v.strictObject({
  source: absolutePath,
  reference: v.optional(optionalName),
  changes: v.optional(lines),
  message: v.optional(line),
  platform: v.optional(optionalName),
  allowSecrets: v.optional(v.boolean()),
});

const dockerfileText = v.pipe(v.string(), v.maxLength(limits.dockerfileCharacters));
const buildOptions = v.strictObject({
  contextPath: absolutePath,
  dockerfilePath: v.optional(path),
  dockerfileText: v.optional(dockerfileText),
  tags: v.optional(lines),
  buildArgs: v.optional(pairs),
  labels: v.optional(pairs),
  target: v.optional(optionalName),
  noCache: v.optional(v.boolean()),
  network: v.optional(v.picklist(['host', 'none', 'default'])),
  platform: v.optional(optionalName),
  allowSecrets: v.optional(v.boolean()),
});

const dockerfilePath = v.nullable(absolutePath);
const buildText = v.strictObject({
  contextPath: absolutePath,
  dockerfilePath,
  text: dockerfileText,
  buildArgs: pairs,
  target: optionalName,
  platform: optionalName,
});

const buildParameters = v.strictObject({
  tags: lines,
  buildArgs: pairs,
  target: optionalName,
  platform: optionalName,
  noCache: v.boolean(),
  network: v.picklist(['host', 'none', 'default']),
});

const givenSecrets = v.pipe(
  v.record(
    name,
    v.variant('kind', [
      v.strictObject({ kind: v.literal('file'), path: absolutePath }),
      v.strictObject({
        kind: v.literal('value'),
        value: v.pipe(v.string(), v.maxLength(limits.secretCharacters)),
      }),
    ]),
  ),
  v.check((record) => Object.keys(record).length <= limits.items, 'has too many entries'),
  v.readonly(),
);

const commitOptions = v.strictObject({
  container: subject,
  reference: v.optional(optionalName),
  author: v.optional(line),
  message: v.optional(line),
  changes: v.optional(lines),
  pause: v.optional(v.boolean()),
  exclude: v.optional(patterns),
  useRules: v.optional(v.boolean()),
  includeVolumes: v.optional(v.union([v.literal('all'), paths])),
  allowSecrets: v.optional(v.boolean()),
});

const jobRequest = v.variant('kind', [
  v.strictObject({ kind: v.literal('import'), options: importOptions }),
  v.strictObject({ kind: v.literal('load'), source: absolutePath }),
  v.strictObject({
    kind: v.literal('build'),
    options: buildOptions,
    secrets: v.optional(givenSecrets),
  }),
  v.strictObject({ kind: v.literal('snapshot'), options: commitOptions }),
  v.strictObject({
    kind: v.literal('draft'),
    options: v.strictObject({
      source: subject,
      targetPath: absolutePath,
      base: v.optional(subject),
      verify: v.optional(v.boolean()),
    }),
  }),
  v.strictObject({
    kind: v.literal('save'),
    names,
    target: absolutePath,
    format: v.picklist(['docker', 'oci', 'oci-dir']),
    compression: v.picklist(['none', 'gzip', 'zstd', 'xz']),
  }),
  v.strictObject({
    kind: v.literal('export'),
    name: subject,
    target: absolutePath,
    format: v.picklist(['wsl', 'lxc']),
  }),
  v.strictObject({
    kind: v.literal('pull'),
    name: subject,
    options: v.strictObject({
      platform: v.optional(optionalName),
      insecure: v.optional(v.boolean()),
    }),
  }),
  v.strictObject({
    kind: v.literal('push'),
    name: subject,
    options: v.strictObject({
      target: v.optional(subject),
      compression: v.optional(v.picklist(['gzip', 'zstd'])),
      format: v.optional(v.picklist(['oci', 'docker'])),
      insecure: v.optional(v.boolean()),
    }),
  }),
  v.strictObject({
    kind: v.literal('send'),
    name: subject,
    target: v.variant('kind', [
      v.strictObject({ kind: v.literal('engine'), engineId: name }),
      v.strictObject({ kind: v.literal('registry'), name: subject }),
    ]),
  }),
  v.strictObject({ kind: v.literal('prune'), all: v.boolean() }),
]);

const mountStyle = v.optional(v.picklist(['short', 'long']));
const mount = v.variant('kind', [
  v.strictObject({
    kind: v.literal('bind'),
    source: absolutePath,
    target: absolutePath,
    readOnly: v.boolean(),
    style: mountStyle,
    nonRecursive: v.optional(v.boolean()),
    propagation: v.optional(
      v.picklist(['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']),
    ),
  }),
  v.strictObject({
    kind: v.literal('volume'),
    name: v.nullable(name),
    target: absolutePath,
    readOnly: v.boolean(),
    style: mountStyle,
    noCopy: v.optional(v.boolean()),
    labels: v.optional(pairs),
  }),
  v.strictObject({
    kind: v.literal('tmpfs'),
    target: absolutePath,
    style: mountStyle,
    sizeBytes: v.optional(index),
    mode: v.optional(index),
    options: v.optional(lines),
  }),
]);
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const publishedPort = v.strictObject({
  hostAddress: optionalName,
  hostPort: v.nullable(port),
  hostPortLast: v.optional(port),
  containerPort: port,
  protocol: v.picklist(['tcp', 'udp', 'sctp']),
});

const runRequest = v.strictObject({
  image: subject,
  name: v.optional(optionalName),
  command: v.optional(lines),
  entrypoint: v.optional(lines),
  env: v.optional(lines),
  workingDir: v.optional(path),
  user: v.optional(optionalName),
  hostname: v.optional(optionalName),
  tty: v.optional(v.boolean()),
  interactive: v.optional(v.boolean()),
  init: v.optional(v.boolean()),
  autoRemove: v.optional(v.boolean()),
  readOnly: v.optional(v.boolean()),
  labels: v.optional(pairs),
  mounts: v.optional(v.pipe(v.array(mount), v.maxLength(limits.items), v.readonly())),
  network: v.optional(v.picklist(['host', 'none', 'bridge'])),
  publish: v.optional(v.pipe(v.array(publishedPort), v.maxLength(limits.items), v.readonly())),
  publishAll: v.optional(v.boolean()),
  memoryBytes: v.optional(index),
  cpus: v.optional(v.pipe(v.number(), v.minValue(0))),
  stopSignal: v.optional(optionalName),
  stopTimeoutSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(86_400))),
});

const registryRules = v.strictObject({
  mirrors: v.optional(lines),
  insecure: v.optional(v.boolean()),
  caFile: v.optional(path),
});

const exclusionRule = v.strictObject({
  scope: v.picklist(['global', 'image', 'container']),
  subject: optionalName,
  pattern: v.pipe(line, v.minLength(1)),
});
/** A pattern or a path with its rule. */
const allowanceKey = { pattern: v.pipe(line, v.minLength(1)), rule: name };

const settingsChange = v.strictObject({
  author: v.optional(line),
  theme: v.optional(v.picklist(['system', 'light', 'dark'])),
  language: v.optional(v.picklist(['system', 'en', 'zh-CN'])),
  cacheLimitBytes: v.optional(index),
  registries: v.optional(
    v.pipe(
      v.record(name, registryRules),
      v.check((record) => Object.keys(record).length <= limits.items, 'has too many entries'),
      v.readonly(),
    ),
  ),
  parallelTransfers: v.optional(v.pipe(index, v.minValue(1), v.maxValue(16))),
});

const nothing = v.null();

export const requestSchemas = {
  'app.info': nothing,
  'images.list': nothing,
  'images.inspect': named,
  'images.history': named,
  'images.tree': v.strictObject({ name: subject, layer: v.nullable(index), path }),
  'images.readFile': v.strictObject({ name: subject, path }),
  'images.waste': named,
  'images.compare': v.strictObject({ before: subject, after: subject }),
  'images.compareFile': v.strictObject({ before: subject, after: subject, path: absolutePath }),
  'images.tag': v.strictObject({ source: subject, target: name }),
  'images.remove': v.strictObject({ name: subject, force: v.boolean() }),
  'images.usage': nothing,
  'drop.identify': v.strictObject({
    paths: v.pipe(v.array(absolutePath), v.maxLength(limits.paths), v.readonly()),
  }),
  'dialog.open': v.strictObject({ kind: v.picklist(['archive', 'folder', 'any', 'secret']) }),
  'dialog.save': v.strictObject({ suggestedName: optionalName }),
  'jobs.start': jobRequest,
  'jobs.cancel': v.strictObject({ jobId }),
  'jobs.list': nothing,
  'jobs.log': v.strictObject({ jobId, fromSeq: index }),
  'jobs.steps': v.strictObject({ jobId }),
  'jobs.remove': v.strictObject({ jobId }),
  'build.inspectContext': v.strictObject({ contextPath: absolutePath, dockerfilePath }),
  'build.check': buildText,
  'build.save': v.strictObject({
    contextPath: absolutePath,
    dockerfilePath,
    text: dockerfileText,
    digest: v.nullable(name),
    overwrite: v.boolean(),
  }),
  'build.report': buildText,
  'build.reportRows': v.strictObject({ reportId: name, parent: v.nullable(index) }),
  'build.remember': v.strictObject({ contextPath: absolutePath, parameters: buildParameters }),
  'containers.list': nothing,
  'containers.inspect': named,
  'containers.run': runRequest,
  'containers.start': named,
  'containers.stop': named,
  'containers.kill': named,
  'containers.remove': v.strictObject({ name: subject, force: v.boolean() }),
  'containers.diff': named,
  'containers.pause': named,
  'containers.unpause': named,
  'containers.restart': named,
  'containers.rename': v.strictObject({ name: subject, newName: name }),
  'containers.ports': named,
  'containers.openPort': v.strictObject({
    name: subject,
    hostPort: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  }),
  'containers.files': v.strictObject({ name: subject, path }),
  'containers.review': named,
  'containers.secrets': named,
  'containers.fileDiff': v.strictObject({ name: subject, path: absolutePath }),
  'containers.timeline': named,
  'containers.logs': v.strictObject({ name: subject, tail: v.pipe(index, v.maxValue(100_000)) }),
  'terminal.open': v.strictObject({
    container: subject,
    mode: v.picklist(['attach', 'exec']),
    columns: cells,
    rows: cells,
  }),
  'terminal.write': v.strictObject({
    terminalId,
    data: v.pipe(v.string(), v.maxLength(limits.terminalCharacters)),
  }),
  'terminal.acknowledge': v.strictObject({ terminalId, characters: index }),
  'terminal.resize': v.strictObject({ terminalId, columns: cells, rows: cells }),
  'terminal.close': v.strictObject({ terminalId }),
  'registries.logins': nothing,
  'registries.login': v.strictObject({ registry: optionalName, username: name, password: line }),
  'registries.logout': v.strictObject({ registry: optionalName }),
  'registries.tags': v.strictObject({
    name: subject,
    limit: v.pipe(index, v.minValue(1), v.maxValue(100_000)),
  }),
  'registries.inspect': named,
  'watch.logs': v.strictObject({ name: subject, tail: v.pipe(index, v.maxValue(100_000)) }),
  'watch.usage': named,
  'watch.close': v.strictObject({ watchId }),
  'exclusions.list': nothing,
  'exclusions.add': exclusionRule,
  'exclusions.remove': exclusionRule,
  'secrets.allowances': nothing,
  'secrets.allow': v.strictObject({ ...allowanceKey, note: line }),
  'secrets.revoke': v.strictObject(allowanceKey),
  'settings.get': nothing,
  'settings.update': settingsChange,
} satisfies { readonly [C in RequestChannel]: v.GenericSchema<unknown, RequestOf<C>> };

/** Checks a request; throws the list of what is wrong with it as one text. */
export function parseRequest<C extends RequestChannel>(channel: C, request: unknown): RequestOf<C> {
  const schema: v.GenericSchema<unknown, RequestOf<C>> = requestSchemas[channel] as never;
  const result = v.safeParse(schema, request);
  if (result.success) return result.output;
  throw new TypeError(
    result.issues
      .map((issue) => `${v.getDotPath(issue) ?? 'request'}: ${issue.message}`)
      .join('; '),
  );
}

export function isRequestChannel(channel: string): channel is RequestChannel {
  return (requestChannels as ReadonlyArray<string>).includes(channel);
}

/**
 * `satisfies` above finds a missing channel and a wrong type, but not an optional field that the
 * contract has and the schema lacks (it would be refused at run time). This finds those: both sides,
 * with every field required, must be assignable to each other.
 */
type AllFields<T> =
  T extends ReadonlyArray<infer Item>
    ? ReadonlyArray<AllFields<Item>>
    : T extends object
      ? { readonly [Key in keyof T]-?: AllFields<T[Key]> }
      : T;
type SameFields<A, B> = [AllFields<A>] extends [AllFields<B>]
  ? [AllFields<B>] extends [AllFields<A>]
    ? true
    : false
  : false;
type ChannelsThatDiffer = {
  [C in RequestChannel]: SameFields<
    v.InferOutput<(typeof requestSchemas)[C]>,
    RequestOf<C>
  > extends true
    ? never
    : C;
}[RequestChannel];
const noneDiffer: [ChannelsThatDiffer] extends [never] ? true : ChannelsThatDiffer = true;
void noneDiffer;
