import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, WorkContext } from '../../electron/engine/engine';
import { createServices, type Services } from '../../electron/services';
import type { JobLogInput, Progress } from '../../shared/model/job';
import { Darkroom } from '../helpers/command-line';
import { runOk } from '../helpers/run';

/** Where each engine of the contract listens; null is the embedded one. */
const addresses = {
  embedded: null,
  'docker 20.10': 'unix:///var/run/docker.sock',
  'docker 26.1': process.env['DARKROOM_DOCKER26_HOST'] ?? 'unix:///tmp/peers26/docker.sock',
  'podman 4.3': process.env['DARKROOM_PODMAN_HOST'] ?? 'unix:///tmp/peers-podman/podman.sock',
} as const;

/** Where one listens; '' for the embedded one. */
export const addressOf = (name: ContractName): string => addresses[name] ?? '';

export type ContractName = keyof typeof addresses;
export const contractNames = Object.keys(addresses) as ReadonlyArray<ContractName>;

/** The engines that answer here; the suites of the others are skipped, and counted. */
export const present: ReadonlySet<ContractName> = new Set(
  (
    await Promise.all(contractNames.map(async (name) => ((await answers(name)) ? [name] : [])))
  ).flat(),
);

async function answers(name: ContractName): Promise<boolean> {
  const address = addresses[name];
  if (address === null) return process.platform === 'linux';
  return new Promise((resolve) => {
    const connection = connect(address.replace('unix://', ''));
    connection.on('connect', () => (connection.destroy(), resolve(true)));
    connection.on('error', () => resolve(false));
  });
}

/** An engine under contract, opened as the program opens it, and the command line on it. */
export class ContractHost {
  private constructor(
    readonly folder: string,
    readonly services: Services,
    readonly darkroom: Darkroom,
    readonly engineName: string,
    /** Before the names of everything made, so that nobody else's is touched. */
    readonly prefix: string,
  ) {}

  static async open(name: ContractName): Promise<ContractHost> {
    // Under /tmp, which the newer docker shares.
    const folder = await mkdtemp(join(tmpdir(), 'darkroom-contract-'));
    const root = join(folder, 'store');
    const services = await createServices({ root, engine: 'embedded' });
    const address = addresses[name];
    const engineName = address === null ? 'embedded' : 'peer';
    if (address !== null) await services.engines.addByHand({ name: engineName, address });
    await services.engines.use(engineName);
    const prefix = `darkroom-contract-${process.pid}`;
    return new ContractHost(folder, services, new Darkroom(root), engineName, prefix);
  }

  get engine(): Engine {
    return this.services.engine;
  }

  /** The command line with this engine. */
  ok(...args: ReadonlyArray<string>): Promise<string> {
    return this.darkroom.ok(['--engine', this.engineName, ...args]);
  }

  run(...args: ReadonlyArray<string>) {
    return this.darkroom.run(['--engine', this.engineName, ...args]);
  }

  /** A small root file system with busybox: `PREFIX:base`. */
  async importBase(): Promise<string> {
    const source = await busyboxTar(this.folder);
    const reference = `${this.prefix}:base`;
    const changes = ['CMD ["sh"]', 'ENV PATH=/bin', 'LABEL made.by=contract'];
    await this.engine.images.import({ source, reference, changes }, quietWork());
    return reference;
  }

  /** Removes what tests made, and nothing else. */
  async close(): Promise<void> {
    const { engine, prefix } = this;
    for (const container of await engine.containers.list({ all: true })) {
      if (!container.name.startsWith(prefix)) continue;
      await engine.containers.remove(container.id, { force: true }).catch(() => undefined);
    }
    for (const image of await engine.images.list()) {
      for (const name of image.names) {
        if (!name.replace(/^localhost\//, '').startsWith(prefix)) continue;
        await engine.images.remove(name, { force: true }).catch(() => undefined);
      }
    }
    await this.services.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export function quietWork(signal = new AbortController().signal): WorkContext {
  return { signal, progress: () => undefined, log: () => undefined };
}

/** Keeps what work tells. */
export class RecordedWork implements WorkContext {
  readonly reports: Progress[] = [];
  readonly entries: JobLogInput[] = [];

  constructor(readonly signal: AbortSignal = new AbortController().signal) {}

  readonly progress = (progress: Progress): void => void this.reports.push(progress);

  readonly log = (entry: JobLogInput): void => void this.entries.push(entry);

  get output(): string {
    return this.entries.map((entry) => (entry.kind === 'output' ? entry.text : '')).join('');
  }
}

export async function busyboxTar(folder: string): Promise<string> {
  const tree = join(folder, 'rootfs');
  const tar = join(folder, 'rootfs.tar');
  await mkdir(join(tree, 'bin'), { recursive: true });
  for (const name of ['etc', 'tmp', 'proc', 'sys', 'dev', 'root']) await mkdir(join(tree, name));
  await copyFile('/bin/busybox', join(tree, 'bin', 'busybox'));
  await chmod(join(tree, 'bin', 'busybox'), 0o755);
  for (const name of busyboxNames) await symlink('busybox', join(tree, 'bin', name));
  await writeFile(
    join(tree, 'etc', 'passwd'),
    'root:x:0:0:root:/root:/bin/sh\nleon:x:1000:1000::/:/bin/sh\n',
  );
  await writeFile(join(tree, 'etc', 'group'), 'root:x:0:\nleon:x:1000:\n');
  await writeFile(join(tree, 'etc', 'os-release'), 'ID=contract\n');
  await runOk('tar', ['-C', tree, '--owner=0', '--group=0', '-cf', tar, '.']);
  await rm(tree, { recursive: true });
  return tar;
}

const busyboxNames = [
  'sh', 'ls', 'cat', 'echo', 'mkdir', 'rm', 'sleep', 'id', 'true', 'false', 'env', 'pwd', 'seq', 'stty', 'test', 'touch', 'ln',
]; // prettier-ignore
