import { spawn } from 'node:child_process';
import { DarkroomError } from '../../../shared/errors';
import type { Credentials } from './credentials';

/** What the helper protocol puts in place of a name when the secret is an identity token. */
const tokenName = '<token>';
const maxOutput = 1 << 20;

/**
 * A program `docker-credential-<name>` (docker/docker-credential-helpers): `get`, `store` and `erase`
 * with the server on standard input. CREDENTIAL_HELPER_FAILED.
 */
export class CredentialHelper {
  constructor(readonly name: string) {}

  async get(key: string, signal: AbortSignal): Promise<Credentials | null> {
    const { exitCode, output } = await this.run('get', key, signal);
    if (exitCode !== 0) {
      if (/not found|no credentials/i.test(output)) return null;
      throw this.failed('get', output);
    }
    const found = this.parse(output) as { Username?: unknown; Secret?: unknown };
    if (typeof found.Secret !== 'string') throw this.failed('get', 'its answer has no Secret');
    const username = typeof found.Username === 'string' ? found.Username : '';
    return username === tokenName
      ? { username: '', password: '', identityToken: found.Secret }
      : { username, password: found.Secret, identityToken: '' };
  }

  async store(key: string, credentials: Credentials, signal: AbortSignal): Promise<void> {
    const isToken = credentials.identityToken !== '';
    const { exitCode, output } = await this.run(
      'store',
      JSON.stringify({
        ServerURL: key,
        Username: isToken ? tokenName : credentials.username,
        Secret: isToken ? credentials.identityToken : credentials.password,
      }),
      signal,
    );
    if (exitCode !== 0) throw this.failed('store', output);
  }

  async erase(key: string, signal: AbortSignal): Promise<void> {
    const { exitCode, output } = await this.run('erase', key, signal);
    if (exitCode !== 0 && !/not found/i.test(output)) throw this.failed('erase', output);
  }

  /** Names by server key. */
  async list(signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const { exitCode, output } = await this.run('list', '', signal);
    if (exitCode !== 0) return {};
    return this.parse(output) as Readonly<Record<string, string>>;
  }

  private parse(output: string): unknown {
    try {
      const value: unknown = JSON.parse(output);
      if (typeof value === 'object' && value !== null) return value;
    } catch {
      // Told below.
    }
    throw this.failed('get', 'its answer is no JSON object');
  }

  private run(
    action: string,
    input: string,
    signal: AbortSignal,
  ): Promise<{ readonly exitCode: number; readonly output: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(`docker-credential-${this.name}`, [action], {
        stdio: ['pipe', 'pipe', 'pipe'],
        signal,
      });
      let output = '';
      const collect = (text: string): void => {
        if (output.length < maxOutput) output += text;
      };
      child.stdout.setEncoding('utf8').on('data', collect);
      child.stderr.setEncoding('utf8').on('data', collect);
      child.stdin.on('error', () => undefined);
      child.on('error', (cause) => reject(this.failed(action, cause.message, cause)));
      child.on('close', (code) => resolve({ exitCode: code ?? 1, output: output.trim() }));
      child.stdin.end(input);
    });
  }

  private failed(action: string, reason: string, cause?: unknown): DarkroomError {
    return new DarkroomError(
      'CREDENTIAL_HELPER_FAILED',
      `Run docker-credential-${this.name} ${action}: ${reason.slice(0, 300)}`,
      {
        data: { helper: this.name },
        cause,
        hint: 'Install the helper, or take it out of credsStore and credHelpers in Docker’s config.json.',
      },
    );
  }
}
