import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { libc, mountFlags, type Libc } from '../native/libc';
import type { HelperPaths } from '../paths';
import { ociRuntime as findOciRuntime } from '../tools';
import { Containers } from './containers';
import { helperFolders, type HelperContext } from './context';
import { createHandlers } from './handlers';
import { makeStubs, UnpackedLayers } from './layers';
import { sessionName, sweepSessions } from './leftovers';
import { OverlayMounter } from './overlay';
import { SeccompFilters } from './seccomp-filters';
import { HelperServer } from './server';
import { StepRunner } from './step-run';
import { dropUnsafe, makeSafe, type SafetyPlaces } from './unpacked-safety';
import { WorkerPool } from './worker-pool';

const idleMs = 60_000;
/** Where whoever starts the helper waits for its first word. */
const announceFd = 3;

/**
 * The helper's life: one per store, which a lock ensures; it tells the client that started it when it
 * listens, and ends when there have been no clients for a while and no container runs.
 */
export async function runHelper(): Promise<void> {
  const { paths, version } = JSON.parse(process.argv[2] ?? '{}') as {
    paths: HelperPaths;
    version: string;
  };
  process.umask(0o022);
  process.chdir('/');
  // A terminal that closes or a client's ctrl-C is not about this process.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGPIPE'] as const)
    process.on(signal, () => undefined);

  const native = libc();
  const lock = openSync(join(paths.runtime, 'helper.lock'), 'a', 0o600);
  if (!native.tryLock(lock)) return announce('busy');

  const context = await createContext(native, paths);
  await dropUnsafe(safetyPlaces(context));
  const steps = new StepRunner(context);
  const containers = new Containers(context);
  await containers.adopt();
  await context.filters.sweep();

  const socketPath = join(paths.runtime, 'helper.sock');
  let retired = false;
  let timer: NodeJS.Timeout | undefined;
  const onIdle = () => {
    clearTimeout(timer);
    timer = setTimeout(leaveWhenIdle, retired ? 0 : idleMs);
  };
  const leaveWhenIdle = () => {
    if (!server.isIdle) return;
    if (!retired && containers.hasRunning()) return onIdle();
    containers.dispose();
    if (!retired) {
      rmSync(socketPath, { force: true });
      // What follows may take a while, and a successor has nothing to wait for.
      closeSync(lock);
    }
    makeSafe(native, safetyPlaces(context));
    rmSync(dirname(context.folders.steps), { recursive: true, force: true });
    rmSync(context.folders.links, { recursive: true, force: true });
    process.exit(0);
  };
  const retire = () => {
    if (retired) return;
    retired = true;
    server.close();
    rmSync(socketPath, { force: true });
    closeSync(lock);
  };
  const info = { version, pid: process.pid, userNamespace: context.userNamespace };
  const handlers = createHandlers({ context, steps, containers, info, retire });
  const server = new HelperServer(handlers, onIdle);
  rmSync(socketPath, { force: true });
  await server.listen(socketPath);
  await chmod(socketPath, 0o600);
  announce('ready');
  onIdle();
  void context.workers.run({ kind: 'warm' }, { signal: new AbortController().signal });
}

async function createContext(native: Libc, paths: HelperPaths): Promise<HelperContext> {
  const folders = helperFolders(paths, sessionName(process.pid));
  const userNamespace = !isInitialUserNamespace();
  hideHybridCgroups(native);
  for (const folder of [folders.links, folders.exits, folders.containers, folders.crun]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  for (const folder of [paths.unpacked, paths.containers, folders.steps, folders.trash]) {
    await mkdir(folder, { recursive: true, mode: 0o711 });
  }
  await sweepSessions(native, folders, dirname(folders.links));
  await makeStubs(folders.stepStubs, false);
  await makeStubs(folders.containerStubs, true);
  const workers = new WorkerPool(process.argv[1] ?? '', Math.min(4, availableParallelism()));
  const ociRuntime = {
    command: findOciRuntime(),
    globalArgs: runtimeArgs(findOciRuntime(), folders.crun),
    stateFolder: folders.crun,
  };
  return {
    libc: native,
    paths,
    folders,
    userNamespace,
    workers,
    overlays: new OverlayMounter(native, folders.links, userNamespace),
    layers: new UnpackedLayers(paths, folders.unpacking, workers, userNamespace),
    ociRuntime,
    filters: new SeccompFilters({
      ociRuntime,
      stateFolder: folders.crun,
      workFolder: folders.steps,
      folder: folders.seccomp,
    }),
  };
}

function safetyPlaces({ paths, folders }: HelperContext): SafetyPlaces {
  return { layers: paths.unpacked, note: folders.unpackedNote, trash: folders.trash };
}

function runtimeArgs(command: string, root: string): string[] {
  return command.endsWith('crun')
    ? ['--root', root, '--cgroup-manager', 'disabled']
    : ['--root', root];
}

function isInitialUserNamespace(): boolean {
  return /^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'utf8'));
}

/**
 * crun before 1.9 refuses to start anything where cgroups v1 and v2 are mixed, even when it is told to
 * leave cgroups alone. An empty file system over the v2 half, in this mount namespace only, hides it.
 */
function hideHybridCgroups(native: Libc): void {
  const unified = '/sys/fs/cgroup/unified';
  if (!existsSync(`${unified}/cgroup.procs`)) return;
  native.mount('tmpfs', unified, 'tmpfs', mountFlags.noDev, 'size=4k,mode=755');
}

function announce(word: 'ready' | 'busy'): void {
  writeSync(announceFd, `${word}\n`);
  closeSync(announceFd);
}
