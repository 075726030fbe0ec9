import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '../command';
import { csvFields } from './csv-fields';

/** Sockets by id, and what ends the agents that were started for them. */
export interface SshAgents {
  readonly sockets: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `--ssh default` (the agent of SSH_AUTH_SOCK), `--ssh ID=SOCKET` or `--ssh ID=KEY[,KEY]`: private keys
 * go into an agent of their own for as long as the build runs. @throws UsageError.
 */
export async function sshAgents(
  texts: ReadonlyArray<string>,
  environment: Environment,
): Promise<SshAgents> {
  const started: KeyAgent[] = [];
  const close = async (): Promise<void> => {
    for (const agent of started.splice(0)) await agent.close();
  };
  const sockets: Record<string, string> = {};
  try {
    for (const text of texts) {
      const equals = text.indexOf('=');
      const id = equals === -1 ? text : text.slice(0, equals);
      const paths = equals === -1 ? [] : csvFields(text.slice(equals + 1));
      sockets[id === '' ? 'default' : id] = await socketOf(paths, environment, started);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { sockets, close };
}

async function socketOf(
  paths: ReadonlyArray<string>,
  environment: Environment,
  started: KeyAgent[],
): Promise<string> {
  if (paths.length === 0) {
    const socket = environment['SSH_AUTH_SOCK'] ?? '';
    if (socket !== '') return socket;
    throw new UsageError('invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set');
  }
  const places = paths.map((path) => resolve(path));
  const kinds = await Promise.all(places.map(kindOf));
  if (kinds.length === 1 && kinds[0] === 'socket') return places[0] ?? '';
  if (kinds.includes('socket')) {
    throw new UsageError('invalid combination of keys and sockets for --ssh');
  }
  const agent = await KeyAgent.start();
  started.push(agent);
  for (const path of places) await agent.add(path);
  return agent.socket;
}

async function kindOf(path: string): Promise<'socket' | 'file'> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new UsageError(`failed to open ${path}: no such file or directory`);
  return found.isSocket() ? 'socket' : 'file';
}

/** An ssh-agent for this build alone. */
class KeyAgent {
  private constructor(
    private readonly folder: string,
    readonly socket: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(): Promise<KeyAgent> {
    const folder = await mkdtemp(join(tmpdir(), 'darkroom-ssh-'));
    const socket = join(folder, 'agent');
    const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
    const agent = new KeyAgent(folder, socket, child);
    try {
      // it prints its socket once that is there
      await new Promise<void>((done, reject) => {
        child.stdout?.once('data', () => done());
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`it ended with exit code ${code}`)));
      });
      return agent;
    } catch (error) {
      await agent.close();
      const reason = (error as Error).message;
      throw new UsageError(`--ssh with a key needs ssh-agent (openssh-client): ${reason}`);
    }
  }

  /** Keys with a passphrase are refused: there is nobody to ask. */
  async add(path: string): Promise<void> {
    const env = { ...process.env, SSH_AUTH_SOCK: this.socket, SSH_ASKPASS_REQUIRE: 'never' };
    const child = spawn('ssh-add', ['-q', path], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    const code = await new Promise<number | null>((done, reject) => {
      child.once('error', reject);
      child.once('close', done);
    });
    if (code !== 0) {
      const reason = said.trim().split('\n').at(-1) ?? '';
      throw new UsageError(`failed to add ${path} for --ssh: ${reason || 'has it a passphrase?'}`);
    }
  }

  async close(): Promise<void> {
    this.process.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
