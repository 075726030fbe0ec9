import { isLoopback, type RegistryRules } from '../../shared/model/registry';

/** The registry that names without a host mean, and where its API is. */
const dockerHub = 'docker.io';
const dockerHubApi = 'registry-1.docker.io';

/** One place that a repository can be read from or written to. */
export interface Endpoint {
  /** The registry as people name it: the key of credentials and settings. */
  readonly registry: string;
  /** Host and optional port of the API. */
  readonly host: string;
  /** Goes before the repository in paths, e.g. `/hub`; '' for all but mirrors with a path. */
  readonly prefix: string;
  /** Plain HTTP is tried when TLS is not spoken there, and its certificate is not checked. */
  readonly insecure: boolean;
  /** Set when the address itself says which it is. */
  readonly scheme: 'http' | 'https' | null;
  readonly caFile: string;
  readonly isMirror: boolean;
}

/** The endpoint to write to, which is never a mirror. */
export function ownEndpoint(registry: string, rules: RegistryRules | undefined): Endpoint {
  const host = registry === dockerHub ? dockerHubApi : registry;
  return {
    registry,
    host,
    prefix: '',
    insecure: rules?.insecure ?? isLoopback(host),
    scheme: null,
    caFile: rules?.caFile ?? '',
    isMirror: false,
  };
}

/** Where to read from, in the order to try: mirrors first, the registry itself last. */
export function readEndpoints(
  registry: string,
  all: Readonly<Record<string, RegistryRules>>,
): ReadonlyArray<Endpoint> {
  const rules = all[registry];
  return [
    ...(rules?.mirrors ?? []).map((mirror) => mirrorEndpoint(mirror, all)),
    ownEndpoint(registry, rules),
  ];
}

/** A mirror is `host[:port][/path]`, or a URL. */
function mirrorEndpoint(mirror: string, all: Readonly<Record<string, RegistryRules>>): Endpoint {
  const url = new URL(/^https?:\/\//i.test(mirror) ? mirror : `https://${mirror}`);
  const isUrl = /^https?:\/\//i.test(mirror);
  const own = ownEndpoint(url.host, all[url.host]);
  return {
    ...own,
    prefix: url.pathname.replace(/\/+$/, ''),
    scheme: isUrl ? (url.protocol === 'http:' ? 'http' : 'https') : null,
    insecure: own.insecure || url.protocol === 'http:',
    isMirror: true,
  };
}
