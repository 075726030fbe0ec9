import type { LoginInfo } from '../../../shared/model/registry';
import type { Credentials, CredentialStore } from './credentials';
import type { DockerConfig } from './docker-config';
import type { SecretFile } from './secret-file';

/**
 * Where credentials are looked for: a helper of Docker's config.json, then the app's own encrypted
 * file, then the config's text. They are kept in the first of these that there is.
 */
export class Keychain implements CredentialStore {
  constructor(
    private readonly docker: DockerConfig,
    /** Null on the command line, which has no key ring. */
    private readonly secrets: SecretFile | null,
  ) {}

  async get(registry: string, signal: AbortSignal): Promise<Credentials | null> {
    const own = (await this.secrets?.get(registry)) ?? null;
    return own ?? (await this.docker.get(registry, signal));
  }

  /** Returns where they are kept now. */
  async set(registry: string, credentials: Credentials, signal: AbortSignal): Promise<string> {
    if (this.secrets === null || (await this.docker.helper(registry)) !== null) {
      await this.secrets?.erase(registry);
      return this.docker.set(registry, credentials, signal);
    }
    await this.secrets.set(registry, credentials);
    return keyRing;
  }

  /** True when there was something to forget. */
  async erase(registry: string, signal: AbortSignal): Promise<boolean> {
    const own = (await this.secrets?.erase(registry)) ?? false;
    return (await this.docker.erase(registry, signal)) || own;
  }

  async list(signal: AbortSignal): Promise<ReadonlyArray<LoginInfo>> {
    const found = new Map<string, LoginInfo>();
    for (const [registry, username] of await this.docker.list(signal)) {
      const helper = await this.docker.helper(registry);
      const keptIn = helper === null ? this.docker.path : `docker-credential-${helper.name}`;
      found.set(registry, { registry, username, keptIn });
    }
    for (const [registry, username] of (await this.secrets?.list()) ?? [])
      found.set(registry, { registry, username, keptIn: keyRing });
    return [...found.values()].sort((a, b) => (a.registry < b.registry ? -1 : 1));
  }
}

const keyRing = 'the system’s key ring';
