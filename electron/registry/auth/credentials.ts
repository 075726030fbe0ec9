/** What a registry is told about who asks. An identity token stands for a password (OAuth2 refresh). */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** '' when there is none. */
  readonly identityToken: string;
}

/** A place that credentials are kept in. */
export interface CredentialStore {
  get(registry: string, signal: AbortSignal): Promise<Credentials | null>;
}

/** Docker's key of Docker Hub in config.json and in credential helpers. */
const hubKey = 'https://index.docker.io/v1/';

/** The key under which a registry's credentials are written. */
export function serverKey(registry: string): string {
  return registry === 'docker.io' ? hubKey : registry;
}

/** The registry that a key is for: keys may be URLs with a version path, as old dockers wrote. */
export function registryOfKey(key: string): string {
  const host = key.replace(/^https?:\/\//i, '').replace(/\/.*$/, '');
  return host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;
}
