import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { startTicks } from '../../base/process-stat';
import type { SeccompProfile } from '../spec/seccomp';

interface Options {
  /** crun or runc, with what every call of it starts with. */
  readonly ociRuntime: { readonly command: string; readonly globalArgs: ReadonlyArray<string> };
  /** Where the runtime keeps its state, a folder per container. */
  readonly stateFolder: string;
  /** This helper's own, for what does not outlive it. */
  readonly workFolder: string;
  /** Nobody else may write there: what lies in it confines containers. */
  readonly folder: string;
}

/** crun(1): the filter itself, in base64, in the place of one made of `linux.seccomp`. */
const annotation = 'run.oci.seccomp_bpf_data';
const prefix = 'seccomp-';

/**
 * The programs that seccomp profiles are compiled to. Compiling Docker's profile takes longer than all
 * else that crun does, and Debian 12 has a crun that keeps no result: it is taken from the state of a container
 * that is made for this purpose and never started. Profiles stay in the bundles: a runtime that does not
 * know the annotation compiles as ever.
 */
export class SeccompFilters {
  private readonly known = new Map<string, string>();
  private readonly asked = new Set<string>();
  private learning: Promise<unknown> = Promise.resolve();
  private count = 0;

  constructor(private readonly options: Options) {}

  /** What to add to a bundle's annotations; a profile that is not known yet is learnt meanwhile. */
  annotations(profile: SeccompProfile): Readonly<Record<string, string>> {
    const { command } = this.options.ociRuntime;
    const text = JSON.stringify(profile);
    // Calls that are told to somebody need crun's own work.
    if (!command.endsWith('crun') || text.includes('SCMP_ACT_NOTIFY')) return {};
    const key = keyOf(text, command);
    const filter = this.known.get(key) ?? this.read(key);
    if (filter !== null) return { [annotation]: filter };
    if (!this.asked.has(key)) {
      this.asked.add(key);
      // Without it containers start a little later, nothing more.
      const learnt = this.learn(key, profile).catch(() => undefined);
      this.learning = Promise.all([this.learning, learnt]);
    }
    return {};
  }

  /** Resolves when no container is left that was made to learn from. */
  async settled(): Promise<void> {
    await this.learning;
  }

  /** Removes what a helper that was killed left. */
  async sweep(): Promise<void> {
    const names = await readdir(this.options.stateFolder).catch(() => []);
    for (const name of names) {
      const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length).split('-')[0] : NaN);
      if (pid > 0 && pid !== process.pid && startTicks(pid) === null)
        await this.call('delete', '--force', name).catch(() => undefined);
    }
  }

  private read(key: string): string | null {
    try {
      return this.keep(key, readFileSync(this.path(key)));
    } catch {
      return null;
    }
  }

  private keep(key: string, filter: Buffer): string {
    const text = filter.toString('base64');
    this.known.set(key, text);
    return text;
  }

  private async learn(key: string, profile: SeccompProfile): Promise<void> {
    const { stateFolder, workFolder, folder } = this.options;
    this.count += 1;
    const id = `${prefix}${process.pid}-${this.count}`;
    const bundle = join(workFolder, id);
    try {
      await writeEmptyBundle(bundle, profile);
      if ((await this.call('create', '--bundle', bundle, id)) !== 0) return;
      const filter = await readFile(join(stateFolder, id, 'seccomp.bpf'));
      if (filter.length === 0) return;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const part = `${this.path(key)}.${id}`;
      await writeFile(part, filter, { mode: 0o600 });
      await rename(part, this.path(key));
      this.keep(key, filter);
    } finally {
      await this.call('delete', '--force', id).catch(() => undefined);
      await rm(bundle, { recursive: true, force: true });
    }
  }

  /** Of a command whose output nobody reads: what it leaves running would keep that open. */
  private call(...args: string[]): Promise<number> {
    const { command, globalArgs } = this.options.ociRuntime;
    return new Promise((resolve, reject) => {
      const child = spawn(command, [...globalArgs, ...args], { stdio: 'ignore' });
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 255));
    });
  }

  private path(key: string): string {
    return join(this.options.folder, key);
  }
}

/** The program depends on the profile, on the one who compiles it and on what the kernel can do. */
function keyOf(profile: string, command: string): string {
  const { size, mtimeMs } = statSync(command);
  const parts = [profile, command, size, mtimeMs, release()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** As little as crun creates a container from; its command is there, but is not run. */
async function writeEmptyBundle(bundle: string, seccomp: SeccompProfile): Promise<void> {
  const rootfs = join(bundle, 'rootfs');
  for (const name of ['dev', 'proc', 'sys']) await mkdir(join(rootfs, name), { recursive: true });
  await writeFile(join(rootfs, 'nothing'), '', { mode: 0o755 });
  const spec = {
    ociVersion: '1.0.2',
    process: { terminal: false, user: { uid: 0, gid: 0 }, args: ['/nothing'], env: [], cwd: '/' },
    root: { path: rootfs, readonly: true },
    mounts: [],
    linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }], seccomp },
  };
  await writeFile(join(bundle, 'config.json'), JSON.stringify(spec), { mode: 0o600 });
}
