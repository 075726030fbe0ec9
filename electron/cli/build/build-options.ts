import { resolve } from 'node:path';
import { redactUrls } from '../../base/redact-url';
import type { OpenedBuildContext } from '../../engine/engine';
import type { BuildRequest } from '../../../shared/model/build';
import { UsageError, type CommandContext } from '../command';
import { pair } from '../values';
import type { FlagValues } from '../flags';
import { annotations } from './annotations';
import { cacheSources, cacheTargets } from './caches';
import { extraHosts, sizeBytes, ulimits } from './limits';
import { namedContexts } from './named-contexts';
import { buildOutputs } from './outputs';
import { secretSources } from './secrets';

/** What can be said before anything is opened. @throws UsageError with the option named. */
export function checkSources({ args, flags }: CommandContext): void {
  if (args[0] === '-' && flags.text('file') === '-') {
    throw new UsageError('invalid argument: cannot use standard input for both -f and the context');
  }
  if (flags.switch('quiet') && flags.isSet('progress') && flags.text('progress') !== 'quiet') {
    throw new UsageError(`progress=${flags.text('progress')} and quiet cannot be used together`);
  }
}

/** All but where the Dockerfile and the context are. @throws UsageError with the option named. */
export async function buildSettings({
  flags,
  io,
}: Pick<CommandContext, 'flags' | 'io'>): Promise<Omit<BuildRequest, 'contextPath'>> {
  const network = flags.text('network') ?? 'default';
  if (network !== 'host' && network !== 'none' && network !== 'default') {
    throw new UsageError(`--network ${network} is not supported: use host, none or default`);
  }
  const target = flags.text('target');
  const platform = onePlatform(flags);
  const shmSize = flags.text('shm-size');
  const outputs = buildOutputs(flags, io.stdout.isTTY);
  return {
    tags: flags.list('tag'),
    buildArgs: buildArgs(flags),
    labels: Object.fromEntries(flags.list('label').map((text) => pair(text))),
    annotations: annotations(flags.list('annotation')),
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
    allowSecrets: flags.switch('allow-secrets'),
    noCache: flags.switch('no-cache'),
    noCacheFilter: flags.list('no-cache-filter').flatMap((text) => text.split(',')),
    pull: flags.switch('pull'),
    network,
    buildContexts: await namedContexts(flags.list('build-context')),
    secrets: secretSources(flags.list('secret'), process.env),
    extraHosts: extraHosts(flags.list('add-host').flatMap((text) => text.split(','))),
    ...(shmSize === undefined ? {} : { shmSizeBytes: sizeBytes('shm-size', shmSize) }),
    ulimits: ulimits(flags.list('ulimit')),
    ...(outputs === undefined ? {} : { outputs }),
    cacheFrom: cacheSources(flags.list('cache-from')),
    cacheTo: cacheTargets(flags.list('cache-to')),
  };
}

/** Where the context is, and the Dockerfile: in a context that was fetched, `-f` names a file of it. */
export async function buildPlace(
  { args, flags, io }: Pick<CommandContext, 'args' | 'flags' | 'io'>,
  context: OpenedBuildContext,
): Promise<
  Pick<BuildRequest, 'contextPath' | 'contextName' | 'dockerfileText' | 'dockerfilePath'>
> {
  return {
    contextPath: context.contextPath,
    ...(context.isTemporary ? { contextName: redactUrls(args[0] ?? '') } : {}),
    ...(await dockerfile(flags.text('file'), context, io.stdin)),
  };
}

async function dockerfile(
  file: string | undefined,
  context: OpenedBuildContext,
  stdin: NodeJS.ReadStream,
): Promise<Pick<BuildRequest, 'dockerfileText' | 'dockerfilePath'>> {
  if (context.dockerfileText !== undefined) return { dockerfileText: context.dockerfileText };
  if (file === '-') return { dockerfileText: await readAll(stdin) };
  if (file === undefined) return {};
  return { dockerfilePath: resolve(context.isTemporary ? context.contextPath : '', file) };
}

/** @throws UsageError for several: an image of the store has one. */
function onePlatform(flags: FlagValues): string | undefined {
  const platforms = flags.list('platform').flatMap((text) => text.split(','));
  if (platforms.length <= 1) return platforms[0];
  throw new UsageError(
    `several platforms at once are not supported (${platforms.join(', ')}): build them one by one`,
  );
}

/**
 * `--build-arg NAME` alone takes the caller's environment variable; SOURCE_DATE_EPOCH is taken from
 * there in any case, as buildx does.
 */
function buildArgs(flags: FlagValues): Readonly<Record<string, string>> {
  const given = flags.list('build-arg').flatMap((text) => {
    if (text.includes('=')) return [pair(text)];
    const value = process.env[text];
    return value === undefined ? [] : [[text, value] as const];
  });
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  return {
    ...(epoch === undefined || epoch === '' ? {} : { SOURCE_DATE_EPOCH: epoch }),
    ...Object.fromEntries(given),
  };
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
