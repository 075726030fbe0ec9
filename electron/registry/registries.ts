import { join } from 'node:path';
import { DarkroomError } from '../../shared/errors';
import type {
  LoginInfo,
  RegistryPlace,
  RegistryRules,
  RemoteImage,
  RemoteManifest,
  TagPage,
} from '../../shared/model/registry';
import type { Descriptor } from '../oci/descriptor';
import { parseImageIndex } from '../oci/image-index';
import { isIndexType } from '../oci/media-types';
import { formatPlatform } from '../oci/platform';
import { familiarRepository, parseReference, type Reference } from '../oci/reference';
import { Authorizer } from './auth/authorizer';
import type { Credentials } from './auth/credentials';
import { DockerConfig, dockerConfigPath } from './auth/docker-config';
import { Keychain } from './auth/keychain';
import { SecretFile, type SecretBox } from './auth/secret-file';
import { ownEndpoint, readEndpoints, type Endpoint } from './endpoint';
import { discardBody, HttpClient } from './http/http-client';
import { defaultRetry, type RetryRules } from './http/retry';
import { RegistryClient } from './registry-client';
import { tryPlace, trialIdleMs, trialRetry } from './try-place';
import { Repository, type FetchedManifest } from './repository';

export interface RegistriesOptions {
  /** The rules of each registry as they are set now. */
  readonly rules: () => Readonly<Record<string, RegistryRules>>;
  /** Folder for the app's encrypted credentials. */
  readonly stateFolder: string;
  /** Null where no key ring is: on the command line. */
  readonly secretBox: SecretBox | null;
  readonly env: NodeJS.ProcessEnv;
  readonly retry?: RetryRules;
  readonly idleTimeoutMs?: number;
}

export interface AccessOptions {
  readonly signal: AbortSignal;
  /** Plain HTTP and unchecked certificates for this one access. */
  readonly insecure?: boolean;
}

/** A manifest, and the place (a mirror or the registry) that its blobs are best read from. */
export interface LocatedManifest extends FetchedManifest {
  readonly repository: Repository;
}

/** All registries: credentials, connections and what can be asked without an engine. */
export class Registries {
  private readonly keychain: Keychain;
  private readonly clients = new Map<string, RegistryClient>();

  constructor(private readonly options: RegistriesOptions) {
    const { secretBox, stateFolder, env } = options;
    const file = join(stateFolder, 'registry-credentials.json');
    this.keychain = new Keychain(
      new DockerConfig(dockerConfigPath(env)),
      secretBox === null ? null : new SecretFile(file, secretBox),
    );
  }

  /** Checks the credentials with the registry and keeps them. REGISTRY_UNAUTHORIZED. */
  async login(
    registry: string,
    given: { readonly username: string; readonly password: string },
    options: AccessOptions,
  ): Promise<LoginInfo> {
    const { signal } = options;
    const credentials = { ...given, identityToken: '' };
    const client = this.makeClient(this.endpoint(registry, options), credentials);
    try {
      const what = `Log in to ${registry}`;
      const { response } = await client.send(
        { method: 'GET', path: '', scopes: [], what, signal },
        [200],
      );
      discardBody(response);
      const kept = await client.authorizer.logIn(credentials, signal);
      const keptIn = await this.keychain.set(registry, kept, signal);
      this.forgetClients();
      return { registry, username: given.username, keptIn };
    } finally {
      client.dispose();
    }
  }

  /** True when there was something to forget. */
  async logout(registry: string, signal: AbortSignal): Promise<boolean> {
    this.forgetClients();
    return this.keychain.erase(registry, signal);
  }

  logins(signal: AbortSignal): Promise<ReadonlyArray<LoginInfo>> {
    return this.keychain.list(signal);
  }

  /** Tries each place of a registry as it would be with these rules, whether they are kept or not. */
  async test(
    registry: string,
    rules: RegistryRules,
    signal: AbortSignal,
  ): Promise<ReadonlyArray<RegistryPlace>> {
    const places = readEndpoints(registry, { ...this.options.rules(), [registry]: rules });
    return Promise.all(
      places.map(async (endpoint) => {
        const client = this.makeClient(endpoint, null, trialRetry, trialIdleMs);
        try {
          const known = () =>
            this.keychain.get(endpoint.registry, signal).then((kept) => kept !== null);
          return await tryPlace(client, known, signal);
        } finally {
          client.dispose();
        }
      }),
    );
  }

  /** For engines that fetch by themselves: what they tell the registry. Null for anonymous. */
  credentials(registry: string, signal: AbortSignal): Promise<Credentials | null> {
    return this.keychain.get(registry, signal);
  }

  /** Tags of a repository, as the registry orders them. */
  async tags(name: string, limit: number, options: AccessOptions): Promise<TagPage> {
    const reference = parseReference(name);
    const repository = this.writable(reference, options);
    const what = `List the tags of ${familiarRepository(reference)}`;
    const { tags, more } = await repository.tags(limit, what, options.signal);
    return { repository: familiarRepository(reference), tags, more };
  }

  /** What a name stands for in its registry, with what refers to it. */
  async inspect(name: string, options: AccessOptions): Promise<RemoteImage> {
    const reference = parseReference(name);
    const { signal } = options;
    const found = await this.manifest(reference, `Inspect ${reference.familiar}`, options);
    const referrers = await found.repository.referrers(found.digest, `Inspect ${name}`, signal);
    const isIndex = isIndexType(found.mediaType);
    return {
      name: reference.familiar,
      digest: found.digest,
      mediaType: found.mediaType,
      document: found.content.toString('utf8'),
      manifests: isIndex ? parseImageIndex(found.content).manifests.map(remoteManifest) : [],
      referrers: referrers.map(remoteManifest),
    };
  }

  /** Fetches a manifest or index from the first place that has it: mirrors first. */
  async manifest(
    reference: Reference,
    what: string,
    options: AccessOptions,
  ): Promise<LocatedManifest> {
    const wanted = reference.digest ?? reference.tag ?? 'latest';
    const places = readEndpoints(reference.registry, this.options.rules());
    let failure: unknown = null;
    for (const endpoint of places) {
      const repository = this.repositoryAt(this.relaxed(endpoint, options), reference.repository);
      try {
        const found = await repository.manifest(wanted, what, options.signal);
        return { ...found, repository };
      } catch (error) {
        // A mirror that fails in any way is passed over; the registry's own word counts.
        if (options.signal.aborted || !endpoint.isMirror) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  /** The repository itself, to write to. */
  writable(
    reference: Pick<Reference, 'registry' | 'repository'>,
    options: Pick<AccessOptions, 'insecure'>,
  ): Repository {
    return this.repositoryAt(this.endpoint(reference.registry, options), reference.repository);
  }

  dispose(): void {
    this.forgetClients();
  }

  private endpoint(registry: string, options: Pick<AccessOptions, 'insecure'>): Endpoint {
    return this.relaxed(ownEndpoint(registry, this.options.rules()[registry]), options);
  }

  private relaxed(endpoint: Endpoint, { insecure }: Pick<AccessOptions, 'insecure'>): Endpoint {
    return insecure === true ? { ...endpoint, insecure: true } : endpoint;
  }

  private repositoryAt(endpoint: Endpoint, path: string): Repository {
    const key = JSON.stringify(endpoint);
    const client = this.clients.get(key) ?? this.makeClient(endpoint, null);
    this.clients.set(key, client);
    return new Repository(client, path);
  }

  private makeClient(
    endpoint: Endpoint,
    given: Credentials | null,
    retry = this.options.retry ?? defaultRetry,
    idleTimeoutMs = this.options.idleTimeoutMs,
  ): RegistryClient {
    const { env } = this.options;
    const http = new HttpClient(endpoint, env, idleTimeoutMs);
    const authorizer = new Authorizer(endpoint.registry, http, (signal) =>
      given === null ? this.keychain.get(endpoint.registry, signal) : Promise.resolve(given),
    );
    return new RegistryClient(endpoint, http, authorizer, retry);
  }

  private forgetClients(): void {
    for (const client of this.clients.values()) client.dispose();
    this.clients.clear();
  }
}

function remoteManifest(descriptor: Descriptor): RemoteManifest {
  const { digest, mediaType, size, platform, artifactType } = descriptor;
  return {
    digest,
    mediaType,
    sizeBytes: size,
    platform: platform === undefined ? '' : formatPlatform(platform),
    artifactType: artifactType ?? '',
  };
}

/** The registry of a name given to login: `docker.io` and its other names are one. INVALID_REFERENCE. */
export function registryName(text: string): string {
  const host = text.replace(/^https?:\/\//i, '').replace(/\/.*$/, '');
  if (host === '' || ['docker.io', 'index.docker.io', 'registry-1.docker.io'].includes(host))
    return 'docker.io';
  if (/^[a-z0-9.-]+(:\d+)?$/i.test(host) || /^\[[0-9a-f:]+\](:\d+)?$/i.test(host)) return host;
  throw new DarkroomError('INVALID_REFERENCE', `Invalid registry ${JSON.stringify(text)}`, {
    data: { registry: text },
    hint: 'A registry is a host name with an optional port, e.g. "registry.example.com:5000".',
  });
}
