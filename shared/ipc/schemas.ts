import * as v from 'valibot';

import { requestChannels, type RequestChannel, type RequestOf } from './contract';
import {
  absolutePath,
  allowanceKey,
  buildParameters,
  buildText,
  cells,
  dockerfilePath,
  dockerfileText,
  exclusionRule,
  index,
  jobId,
  jobRequest,
  limits,
  line,
  name,
  named,
  newEngine,
  nothing,
  optionalName,
  path,
  registryRules,
  runRequest,
  settingsChange,
  subject,
  terminalId,
  watchId,
  paths,
} from './schema-parts';

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
  'engines.list': nothing,
  'engines.select': v.strictObject({ name }),
  'engines.add': newEngine,
  'engines.remove': v.strictObject({ name }),
  'engines.test': v.strictObject({ name }),
  'drop.identify': v.strictObject({
    paths: v.pipe(v.array(absolutePath), v.maxLength(limits.paths), v.readonly()),
  }),
  'dialog.open': v.strictObject({
    kind: v.picklist(['archive', 'folder', 'any', 'secret', 'certificate']),
  }),
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
  'build.reportSecrets': v.strictObject({ reportId: name }),
  'build.endReport': v.null(),
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
  'containers.copyIn': v.strictObject({ name: subject, sources: paths, folder: absolutePath }),
  'containers.copyOut': v.strictObject({
    name: subject,
    path: absolutePath,
    folder: absolutePath,
  }),
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
  'registries.set': v.strictObject({
    registry: optionalName,
    rules: v.nullable(registryRules),
  }),
  'registries.test': v.strictObject({ registry: optionalName, rules: registryRules }),
  'registries.certificates': v.strictObject({ path: absolutePath }),
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
