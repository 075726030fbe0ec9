import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../../base/atomic-file';
import type { Credentials } from './credentials';

/** Encrypts for this person on this machine; in the app Electron's safeStorage. */
export interface SecretBox {
  encrypt(text: string): Buffer;
  decrypt(content: Buffer): string;
}

type Entries = Readonly<Record<string, { readonly username: string; readonly secret: string }>>;

/** Credentials encrypted by a `SecretBox`, in a file that only the app can read back. */
export class SecretFile {
  constructor(
    private readonly path: string,
    private readonly box: SecretBox,
  ) {}

  async get(registry: string): Promise<Credentials | null> {
    const entry = (await this.read())[registry];
    if (entry === undefined) return null;
    try {
      const text = this.box.decrypt(Buffer.from(entry.secret, 'base64'));
      return JSON.parse(text) as Credentials;
    } catch {
      // The key ring has changed since: as if there was nothing, so that logging in again mends it.
      return null;
    }
  }

  async set(registry: string, credentials: Credentials): Promise<void> {
    const secret = this.box.encrypt(JSON.stringify(credentials)).toString('base64');
    const { username } = credentials;
    await this.write({ ...(await this.read()), [registry]: { username, secret } });
  }

  async erase(registry: string): Promise<boolean> {
    const { [registry]: gone, ...rest } = await this.read();
    if (gone !== undefined) await this.write(rest);
    return gone !== undefined;
  }

  async list(): Promise<ReadonlyMap<string, string>> {
    return new Map(
      Object.entries(await this.read()).map(([registry, { username }]) => [registry, username]),
    );
  }

  private async read(): Promise<Entries> {
    const text = await readFile(this.path, 'utf8').catch(() => '{}');
    try {
      return JSON.parse(text) as Entries;
    } catch {
      return {};
    }
  }

  private async write(entries: Entries): Promise<void> {
    await writeFileAtomically(this.path, async (file) => {
      await file.chmod(0o600);
      await file.writeFile(JSON.stringify(entries));
    });
  }
}
