import * as v from 'valibot';

/**
 * What main accepts from the window, checked before a handler runs. Objects are strict (an unknown
 * key is refused) and every text and list has a limit, so that a page gone wrong cannot exhaust main.
 */
export const limits = {
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

export const withoutNul = v.regex(/^[^\0]*$/u, 'must not contain a NUL character');
export const name = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.name), withoutNul);
export const optionalName = v.pipe(v.string(), v.maxLength(limits.name), withoutNul);
export const path = v.pipe(v.string(), v.maxLength(limits.path), withoutNul);
export const absolutePath = v.pipe(path, v.minLength(1));
export const line = v.pipe(v.string(), v.maxLength(limits.line), withoutNul);
export const lines = v.pipe(v.array(line), v.maxLength(limits.items), v.readonly());
export const names = v.pipe(v.array(name), v.minLength(1), v.maxLength(limits.items), v.readonly());
/** A path each, where a person unticked many. */
export const patterns = v.pipe(v.array(path), v.maxLength(limits.patterns), v.readonly());
export const pairs = v.pipe(
  v.record(name, line),
  v.check((record) => Object.keys(record).length <= limits.items, 'has too many entries'),
  v.readonly(),
);
export const paths = v.pipe(v.array(absolutePath), v.maxLength(limits.paths), v.readonly());
export const jobId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/u, 'must be a job id'));
export const terminalId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/u, 'must be a terminal id'));
export const watchId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/u, 'must be a watch id'));
export const cells = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2000));
export const index = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(Number.MAX_SAFE_INTEGER),
);
/** Names, ids and id prefixes of images and containers: no leading dash, so never read as an option. */
export const subject = v.pipe(name, v.regex(/^[^-]/u, 'must not start with a dash'));
export const named = v.strictObject({ name: subject });

export const importOptions = v.strictObject({
  source: absolutePath,
  reference: v.optional(optionalName),
  changes: v.optional(lines),
  message: v.optional(line),
  platform: v.optional(optionalName),
  allowSecrets: v.optional(v.boolean()),
});

export const dockerfileText = v.pipe(v.string(), v.maxLength(limits.dockerfileCharacters));
export const buildOptions = v.strictObject({
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

export const dockerfilePath = v.nullable(absolutePath);
export const buildText = v.strictObject({
  contextPath: absolutePath,
  dockerfilePath,
  text: dockerfileText,
  buildArgs: pairs,
  target: optionalName,
  platform: optionalName,
});

export const buildParameters = v.strictObject({
  tags: lines,
  buildArgs: pairs,
  target: optionalName,
  platform: optionalName,
  noCache: v.boolean(),
  network: v.picklist(['host', 'none', 'default']),
});

export const givenSecrets = v.pipe(
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

export const commitOptions = v.strictObject({
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

export const jobRequest = v.variant('kind', [
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
  v.strictObject({ kind: v.literal('push-list'), name: subject, sources: names }),
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

export const mountStyle = v.optional(v.picklist(['short', 'long']));
export const mount = v.variant('kind', [
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
export const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
export const publishedPort = v.strictObject({
  hostAddress: optionalName,
  hostPort: v.nullable(port),
  hostPortLast: v.optional(port),
  containerPort: port,
  protocol: v.picklist(['tcp', 'udp', 'sctp']),
});

export const runRequest = v.strictObject({
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

export const registryRules = v.strictObject({
  mirrors: v.optional(lines),
  insecure: v.optional(v.boolean()),
  caFile: v.optional(path),
});

export const exclusionRule = v.strictObject({
  scope: v.picklist(['global', 'image', 'container']),
  subject: optionalName,
  pattern: v.pipe(line, v.minLength(1)),
});
/** A pattern or a path with its rule. */
export const allowanceKey = { pattern: v.pipe(line, v.minLength(1)), rule: name };

export const settingsChange = v.strictObject({
  author: v.optional(line),
  theme: v.optional(v.picklist(['system', 'light', 'dark'])),
  language: v.optional(v.picklist(['system', 'en', 'zh-CN'])),
  cacheLimitBytes: v.optional(index),
  enginePreferences: v.optional(
    v.pipe(
      v.record(
        name,
        v.strictObject({ network: v.picklist(['default', 'host', 'none']), author: line }),
      ),
      v.check((record) => Object.keys(record).length <= limits.items, 'has too many entries'),
      v.readonly(),
    ),
  ),
  parallelTransfers: v.optional(v.pipe(index, v.minValue(1), v.maxValue(16))),
});

export const nothing = v.null();

export const newEngine = v.strictObject({
  name,
  address: path,
  caFile: v.optional(path),
  certFile: v.optional(path),
  keyFile: v.optional(path),
  skipVerify: v.optional(v.boolean()),
  identityFile: v.optional(path),
  knownHostsFile: v.optional(path),
});
