import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DarkroomError } from '../../shared/errors';
import { bundlePath } from '../base/bundle-path';
import type { Disposable } from '../base/disposable';
import { HelperConnection, type CallOptions } from './client/connection';
import { helperVersion, launchHelper } from './client/launch';
import { checkRequirements, thisMachine } from './client/requirements';
import { runtimeFolder } from './client/runtime-folder';
import type { HelperPaths, SandboxPaths } from './paths';
import type { HelperInfo, MethodName, Methods } from './protocol';

export interface SandboxOptions {
  readonly paths: SandboxPaths;
  /** The helper's bundle; by default it lies beside the program that runs. */
  readonly helperProgram?: string;
}

interface Connected {
  readonly connection: HelperConnection;
  readonly info: HelperInfo;
}

const busyRetries = 100;
const busyDelayMs = 50;

/** The helper that all clients of a store share: found, or started by the first to need it. */
export class SandboxLink implements Disposable {
  private connecting: Promise<Connected> | null = null;
  private connected: Connected | null = null;
  /** Until it is known whether the helper has to be started. */
  private search: Promise<void> = Promise.resolve();

  constructor(protected readonly options: SandboxOptions) {}

  /**
   * Finds the helper or starts it, for what is about to come. Resolves with whether it was there, as soon
   * as that is known: what can be done elsewhere too need not wait until it has started.
   */
  async warm(): Promise<boolean> {
    // Whoever needs it tries again, and is told why it cannot be had.
    if (this.connecting === null) this.begin().catch(() => undefined);
    await this.search;
    return this.isReady;
  }

  get isReady(): boolean {
    return this.connected?.connection.isLost === false;
  }

  dispose(): void {
    const { connecting } = this;
    this.connecting = null;
    this.connected = null;
    connecting?.then(({ connection }) => connection.close()).catch(() => undefined);
  }

  protected async call<M extends MethodName>(
    method: M,
    params: Methods[M]['params'],
    options: CallOptions = {},
  ): Promise<Methods[M]['result']> {
    const { connection } = await this.connect();
    return connection.call(method, params, options);
  }

  protected async connect(): Promise<Connected> {
    if (this.connecting === null) return this.begin();
    const { connecting } = this;
    const present = await connecting.catch(() => null);
    if (present !== null && !present.connection.isLost) return present;
    // Another call may have begun anew meanwhile.
    return this.connecting === connecting ? this.begin() : this.connect();
  }

  private async begin(): Promise<Connected> {
    let searched: () => void = () => undefined;
    this.search = new Promise((resolve) => (searched = resolve));
    this.connecting = this.open(searched);
    try {
      this.connected = await this.connecting;
      return this.connected;
    } finally {
      searched();
    }
  }

  private async open(onMissing: () => void): Promise<Connected> {
    checkRequirements(thisMachine());
    const runtime = this.runtime();
    const socketPath = join(runtime, 'helper.sock');
    const helperProgram = this.options.helperProgram ?? bundlePath('helper');
    const version = helperVersion(helperProgram);
    for (let attempt = 0; attempt < busyRetries; attempt += 1) {
      const connected = await greet(socketPath, version);
      if (connected !== null && connected.info.version === version) return connected;
      if (connected !== null) {
        await connected.connection.call('retire', {}).catch(() => null);
        connected.connection.close();
      }
      onMissing();
      const word = await launchHelper({ paths: this.helperPaths(runtime), helperProgram, version });
      // Another client's helper has the lock and will listen in a moment.
      if (word === 'busy') await delay(busyDelayMs);
    }
    throw new DarkroomError('SANDBOX_HELPER_LOST', 'Start the sandbox: its helper does not answer');
  }

  protected runtime(): string {
    return runtimeFolder(this.options.paths, process.env);
  }

  private helperPaths(runtime: string): HelperPaths {
    const { paths } = this.options;
    // All blobs lie in one folder; the helper puts names together itself.
    const blobs = dirname(paths.blob(`sha256:${'0'.repeat(64)}`));
    const { root, state, tmp, unpacked, containers } = paths;
    return { root, state, tmp, unpacked, containers, blobs, runtime };
  }
}

async function greet(socketPath: string, version: string): Promise<Connected | null> {
  const connection = await HelperConnection.open(socketPath);
  if (connection === null) return null;
  try {
    return { connection, info: await connection.call('hello', { version }) };
  } catch {
    return null;
  }
}
