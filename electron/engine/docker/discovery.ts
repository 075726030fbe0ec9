import { access, readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EngineEndpoint, EngineEntry, NewEngine } from '../../../shared/model/engine';
import { certificateNames, parseEndpoint } from './connect/endpoint';

export interface DiscoverySources {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

export const ownSources = (): DiscoverySources => ({
  env: process.env,
  home: homedir(),
  platform: process.platform,
});

/**
 * Engines that are there without being added: sockets at their usual places, `docker context`
 * entries, DOCKER_HOST. Nothing is connected to; what cannot be read is left out.
 */
export async function discoverEngines(
  sources: DiscoverySources = ownSources(),
): Promise<ReadonlyArray<EngineEntry>> {
  const [sockets, contexts] = await Promise.all([findSockets(sources), findContexts(sources)]);
  const found = [...sockets, ...contexts];
  const environment = environmentEngine(sources);
  const isKnown = (endpoint: EngineEndpoint) =>
    found.some((entry) => JSON.stringify(entry.endpoint) === JSON.stringify(endpoint));
  if (environment !== null && !isKnown(environment.endpoint)) found.push(environment);
  return found;
}

function usualSockets({ env, home, platform }: DiscoverySources): Readonly<Record<string, string>> {
  if (platform === 'win32') {
    return { docker: '//./pipe/docker_engine', podman: '//./pipe/podman-machine-default' };
  }
  const run = env['XDG_RUNTIME_DIR'];
  return {
    docker: '/var/run/docker.sock',
    podman: '/run/podman/podman.sock',
    'docker-desktop': join(
      home,
      '.docker',
      platform === 'darwin' ? 'run' : 'desktop',
      'docker.sock',
    ),
    ...(run === undefined
      ? {}
      : {
          'docker-rootless': join(run, 'docker.sock'),
          'podman-rootless': join(run, 'podman', 'podman.sock'),
        }),
  };
}

async function findSockets(sources: DiscoverySources): Promise<ReadonlyArray<EngineEntry>> {
  const candidates = Object.entries(usualSockets(sources)).map(
    async ([name, path]): Promise<EngineEntry | null> =>
      (await exists(path)) ? { name, endpoint: { kind: 'socket', path }, source: 'socket' } : null,
  );
  return (await Promise.all(candidates)).filter((entry) => entry !== null);
}

/** A socket that may not be used is there all the same: the connection says what to do. */
async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'EACCES',
  );
}

/** docker's contexts/meta/ID/meta.json. */
interface ContextMeta {
  readonly Name?: string;
  readonly Endpoints?: {
    readonly docker?: { readonly Host?: string; readonly SkipTLSVerify?: boolean };
  };
}

async function findContexts({ env, home }: DiscoverySources): Promise<ReadonlyArray<EngineEntry>> {
  const folder = join(env['DOCKER_CONFIG'] ?? join(home, '.docker'), 'contexts');
  const ids = await readdir(join(folder, 'meta')).catch(() => []);
  const entries = await Promise.all(ids.sort().map((id) => readContext(folder, id)));
  return entries.filter((entry) => entry !== null);
}

async function readContext(folder: string, id: string): Promise<EngineEntry | null> {
  try {
    const text = await readFile(join(folder, 'meta', id, 'meta.json'), 'utf8');
    const { Name, Endpoints } = JSON.parse(text) as ContextMeta;
    const host = Endpoints?.docker?.Host;
    if (Name === undefined || host === undefined || host === '') return null;
    const files = await certificates(join(folder, 'tls', id, 'docker'));
    const skipVerify = Endpoints?.docker?.SkipTLSVerify === true;
    const endpoint = parseEndpoint({
      address: host,
      ...files,
      ...(skipVerify ? { skipVerify } : {}),
    });
    return { name: Name, endpoint, source: 'context' };
  } catch {
    return null; // a context of another tool, or half removed
  }
}

/** DOCKER_HOST with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, as docker's command reads them. */
function environmentEngine({ env, home }: DiscoverySources): EngineEntry | null {
  const host = env['DOCKER_HOST'];
  if (host === undefined || host === '') return null;
  const folder = env['DOCKER_CERT_PATH'] ?? join(home, '.docker');
  const usesTls = (env['DOCKER_TLS_VERIFY'] ?? '') !== '';
  const files = Object.fromEntries(
    Object.entries(certificateNames).map(([key, name]) => [key, join(folder, name)]),
  ) as Pick<NewEngine, 'caFile' | 'certFile' | 'keyFile'>;
  try {
    const endpoint = parseEndpoint({ address: host, ...(usesTls ? files : {}) });
    return { name: 'DOCKER_HOST', endpoint, source: 'environment' };
  } catch {
    return null; // docker's own command says what is wrong with it
  }
}

async function certificates(
  folder: string,
): Promise<Pick<NewEngine, 'caFile' | 'certFile' | 'keyFile'>> {
  const found = await Promise.all(
    Object.entries(certificateNames).map(async ([key, name]) => {
      const path = join(folder, name);
      return (await exists(path)) ? [[key, path] as const] : [];
    }),
  );
  return Object.fromEntries(found.flat());
}
