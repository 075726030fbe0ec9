import * as v from 'valibot';
import type { LayerFile, WriteFilesInput } from '../../oci/layer/write-files';
import type { MethodName } from '../protocol';

const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/));
const digests = v.array(digest);
const absolute = v.pipe(v.string(), v.startsWith('/'));
const network = v.picklist(['host', 'none']);
const containerNetwork = v.picklist(['host', 'none', 'bridge']);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const words = v.array(v.string());
const portNumber = v.pipe(count, v.maxValue(65_535));
const port = v.object({
  hostAddress: v.string(),
  hostPort: portNumber,
  containerPort: v.pipe(portNumber, v.minValue(1)),
  protocol: v.picklist(['tcp', 'udp']),
});

const mountKinds = [
  v.object({
    kind: v.literal('bind'),
    source: absolute,
    target: absolute,
    readOnly: v.boolean(),
    propagation: v.optional(
      v.picklist(['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']),
    ),
    nonRecursive: v.optional(v.boolean()),
    owner: v.optional(v.object({ uid: count, gid: count, mode: count })),
  }),
  v.object({
    kind: v.literal('tmpfs'),
    target: absolute,
    sizeBytes: v.optional(count),
    mode: v.optional(count),
    readOnly: v.optional(v.boolean()),
    options: v.optional(words),
  }),
] as const;
const mount = v.variant('kind', mountKinds);
const stepMount = v.variant('kind', [
  ...mountKinds,
  v.object({
    kind: v.literal('layers'),
    lowers: digests,
    source: v.string(),
    target: absolute,
    readOnly: v.boolean(),
  }),
]);
const ulimit = v.object({
  name: v.pipe(v.string(), v.regex(/^[a-z]+$/)),
  soft: v.pipe(v.number(), v.integer(), v.minValue(-1)),
  hard: v.pipe(v.number(), v.integer(), v.minValue(-1)),
});

const processFields = { args: words, env: words, workingDir: v.string(), user: v.string() };
const limitFields = {
  shmSizeBytes: v.optional(count),
  ulimits: v.optional(v.array(ulimit)),
  extraHosts: v.optional(words),
};

const namespaceMode = v.picklist(['private', 'host']);
const security = v.object({
  privileged: v.boolean(),
  capAdd: words,
  capDrop: words,
  noNewPrivileges: v.boolean(),
  seccomp: v.union([v.picklist(['default', 'unconfined']), v.object({ profile: v.string() })]),
  unconfinedPaths: v.boolean(),
  pid: namespaceMode,
  ipc: namespaceMode,
  uts: namespaceMode,
});
const limit = v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1)));
const limits = v.object({
  memoryBytes: limit,
  memorySwapBytes: limit,
  memoryReservationBytes: limit,
  cpuQuotaMicros: limit,
  cpuPeriodMicros: limit,
  cpuShares: limit,
  cpusetCpus: v.optional(v.string()),
  cpusetMems: v.optional(v.string()),
  pids: limit,
});
const health = v.object({
  args: words,
  intervalMs: count,
  timeoutMs: count,
  startPeriodMs: count,
  startIntervalMs: count,
  retries: count,
});
const queryFields = {
  id,
  lowers: digests,
  volumes: v.array(v.object({ target: absolute, source: absolute })),
};

/** Thousands of files, in layers where a millisecond counts: no more than what is opened is looked at. */
function isFileList(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return (value as ReadonlyArray<Partial<LayerFile> | null>).every((file) => {
    if (typeof file?.entry?.path !== 'string') return false;
    const { content } = file;
    return (
      content === undefined ||
      ((content?.kind === 'file' || content?.kind === 'range') && content.path.startsWith('/'))
    );
  });
}

/** The parameters of every method; what does not fit is refused before anything happens. */
export const requestSchemas = {
  hello: v.object({ version: v.string() }),
  retire: v.object({}),
  unpack: v.object({ diffIds: digests }),
  evict: v.object({ diffIds: digests }),
  removeTree: v.object({ path: absolute }),
  fillVolumes: v.object({
    lowers: digests,
    fills: v.array(v.object({ target: absolute, folder: absolute, inUse: v.boolean() })),
  }),
  writeFiles: v.object({
    targetPath: absolute,
    files: v.custom<WriteFilesInput['files']>(isFileList),
    witness: v.nullable(v.object({ path: absolute, dev: v.string(), ino: v.string() })),
  }),
  runStep: v.object({
    ...processFields,
    ...limitFields,
    lowers: digests,
    network,
    hostname: v.optional(v.string()),
    mounts: v.optional(v.array(stepMount)),
    readOnly: v.optional(v.boolean()),
    stagedBlobPath: absolute,
  }),
  settleSteps: v.object({}),
  createContainer: v.object({
    ...processFields,
    ...limitFields,
    id,
    lowers: digests,
    network: containerNetwork,
    ports: v.optional(v.array(port)),
    dns: v.optional(v.object({ servers: words, search: words, options: words })),
    hostname: v.string(),
    tty: v.boolean(),
    openStdin: v.boolean(),
    readOnly: v.boolean(),
    mounts: v.array(mount),
    groupAdd: v.optional(words),
    domainname: v.optional(v.string()),
    initPath: v.optional(v.nullable(absolute)),
    security: v.optional(security),
    limits: v.optional(limits),
    sysctls: v.optional(v.record(v.string(), v.string())),
    devices: v.optional(v.array(v.object({ source: absolute, target: absolute }))),
    annotations: v.optional(v.record(v.string(), v.string())),
    health: v.optional(health),
  }),
  beginContainer: v.object({ id }),
  signalContainer: v.object({ id, signal: v.string() }),
  killContainer: v.object({ id }),
  waitContainer: v.object({ id }),
  pauseContainer: v.object({ id }),
  unpauseContainer: v.object({ id }),
  listProcesses: v.object({ id, options: words }),
  sampleContainer: v.object({ id }),
  holdRoot: v.object({
    id,
    lowers: digests,
    mounts: v.array(mount),
    kind: v.picklist(['view', 'files']),
  }),
  removeContainer: v.object({ id }),
  execContainer: v.object({
    ...processFields,
    id,
    tty: v.boolean(),
    detach: v.boolean(),
    groupAdd: v.optional(words),
    security: v.optional(security),
  }),
  resizeExec: v.object({ pid: count, columns: count, rows: count }),
  diffContainer: v.object(queryFields),
  scanContainer: v.object(queryFields),
  readChange: v.object({ id, path: v.string(), limitBytes: count }),
  commitContainer: v.object({
    ...queryFields,
    stagedBlobPath: absolute,
    pause: v.boolean(),
    exclude: words,
  }),
} satisfies Record<MethodName, v.GenericSchema>;

export const messageSchema = v.variant('kind', [
  v.object({
    kind: v.literal('request'),
    id: count,
    method: v.picklist(Object.keys(requestSchemas) as MethodName[]),
    params: v.unknown(),
  }),
  v.object({ kind: v.literal('cancel'), id: count }),
]);
