import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import { writeFileAtomically } from '../../base/atomic-file';
import { CredentialHelper } from './credential-helper';
import { registryOfKey, serverKey, type Credentials } from './credentials';

interface AuthEntry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

/** Docker's command line configuration; fields that are not known stay as they are. */
interface ConfigFile {
  readonly auths?: Readonly<Record<string, AuthEntry>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly [other: string]: unknown;
}

/** `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`. */
export function dockerConfigPath(env: NodeJS.ProcessEnv): string {
  const folder = env['DOCKER_CONFIG'];
  const isSet = folder !== undefined && folder !== '';
  return join(isSet ? folder : join(homedir(), '.docker'), 'config.json');
}

/** The credentials in Docker's config.json and in the helpers that it names. */
export class DockerConfig {
  constructor(readonly path: string) {}

  /** The helper that keeps a registry's credentials; null when the file itself does. */
  async helper(registry: string): Promise<CredentialHelper | null> {
    const { credHelpers = {}, credsStore = '' } = await this.read();
    const own = Object.entries(credHelpers).find(([key]) => registryOfKey(key) === registry)?.[1];
    const name = own ?? credsStore;
    return /^[\w.-]+$/.test(name) ? new CredentialHelper(name) : null;
  }

  async get(registry: string, signal: AbortSignal): Promise<Credentials | null> {
    const helper = await this.helper(registry);
    const kept = (await helper?.get(serverKey(registry), signal)) ?? null;
    return kept ?? (await this.inFile(registry));
  }

  /** Returns where it was put: the helper's name, or the file. */
  async set(registry: string, credentials: Credentials, signal: AbortSignal): Promise<string> {
    const helper = await this.helper(registry);
    if (helper !== null) {
      await helper.store(serverKey(registry), credentials, signal);
      await this.change(registry, {});
      return `docker-credential-${helper.name}`;
    }
    const pair = `${credentials.username}:${credentials.password}`;
    await this.change(registry, {
      auth: Buffer.from(pair).toString('base64'),
      ...(credentials.identityToken === '' ? {} : { identitytoken: credentials.identityToken }),
    });
    return this.path;
  }

  /** True when there was something to forget. */
  async erase(registry: string, signal: AbortSignal): Promise<boolean> {
    const helper = await this.helper(registry);
    const known = (await this.get(registry, signal).catch(() => null)) !== null;
    await helper?.erase(serverKey(registry), signal);
    const { auths = {} } = await this.read();
    const isListed = Object.keys(auths).some((key) => registryOfKey(key) === registry);
    if (isListed) await this.change(registry, null);
    return known || isListed;
  }

  /** Registries with credentials here, and who logged in; the name is '' when only a helper knows. */
  async list(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const { auths = {}, credHelpers = {} } = await this.read();
    const keys = [...Object.keys(auths), ...Object.keys(credHelpers)];
    const found = new Map<string, string>();
    for (const registry of new Set(keys.map(registryOfKey))) {
      const credentials = await this.get(registry, signal).catch(() => null);
      if (credentials !== null) found.set(registry, credentials.username);
    }
    return found;
  }

  private async inFile(registry: string): Promise<Credentials | null> {
    const { auths = {} } = await this.read();
    for (const [key, entry] of Object.entries(auths)) {
      if (registryOfKey(key) !== registry) continue;
      const pair = Buffer.from(entry.auth ?? '', 'base64')
        .toString('utf8')
        .replace(/\0+$/, '');
      const colon = pair.indexOf(':');
      const username = entry.username ?? (colon === -1 ? '' : pair.slice(0, colon));
      const password = entry.password ?? (colon === -1 ? '' : pair.slice(colon + 1));
      const identityToken = entry.identitytoken ?? '';
      if (username !== '' || identityToken !== '') return { username, password, identityToken };
    }
    return null;
  }

  private async read(): Promise<ConfigFile> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    try {
      const value: unknown = JSON.parse(text === '' ? '{}' : text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return value as ConfigFile;
    } catch {
      // Told below.
    }
    throw new DarkroomError('INVALID_ARGUMENT', `Read “${this.path}”: it is no JSON object`, {
      data: { path: this.path },
      hint: 'Mend the file; Docker reads it too.',
    });
  }

  /** Puts an entry in place of what there was under any form of the registry's key. */
  private async change(registry: string, entry: AuthEntry | null): Promise<void> {
    const config = await this.read();
    const others = Object.entries(config.auths ?? {}).filter(
      ([key]) => registryOfKey(key) !== registry,
    );
    const auths = Object.fromEntries(
      entry === null ? others : [...others, [serverKey(registry), entry]],
    );
    const text = `${JSON.stringify({ ...config, auths }, null, '\t')}\n`;
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    await writeFileAtomically(this.path, async (file) => {
      await file.chmod(0o600);
      await file.writeFile(text);
    });
  }
}
