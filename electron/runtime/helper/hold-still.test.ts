import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cgroupFolderName, cgroupHome } from '../client/cgroup-support';
import { Freezer } from './freezer';
import { holdStill, letGo } from './hold-still';
import { childrenOf, isStopped, processesOf, sharesPidNamespace } from './processes';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
/** Where a hierarchy of each kind may be mounted; a machine that mixes them has both. */
const mountPoints = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].filter(
  (path) => isRoot && hasFreezer(path),
);
const nowhere = '/nonexistent';

function hasFreezer(mountPoint: string): boolean {
  const home = cgroupHome(mountPoint);
  return home?.kind === 'v2' || home?.controllers.has('freezer') === true;
}

function folderOf(id: string, mountPoint: string): string {
  const home = cgroupHome(mountPoint);
  return home?.kind === 'v2'
    ? join(home.folder, cgroupFolderName, id)
    : join(mountPoint, 'freezer', cgroupFolderName, id);
}

async function eventually(check: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!check() && Date.now() < end) await delay(5);
  expect(check()).toBe(true);
}

/** Ticks that processes have worked (proc(5) stat, fields 14 and 15). */
function ticksOf(pids: ReadonlyArray<number>): number {
  return pids.reduce((sum, pid) => {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return sum + Number(fields[11]) + Number(fields[12]);
  }, 0);
}

describe.skipIf(!isRoot)('processes in a pid namespace of their own', () => {
  let outer: ChildProcess;
  let entered: ChildProcess | null;
  let container: { readonly id: string; readonly pid: number };

  /** Two that work without end: the first one and its child. */
  beforeEach(async () => {
    entered = null;
    const busy = 'while :; do :; done & while :; do :; done';
    outer = spawn('unshare', ['--pid', '--fork', '/bin/sh', '-c', busy], { stdio: 'ignore' });
    await eventually(() => {
      const [pid] = childrenOf(outer.pid ?? 0);
      return pid !== undefined && !sharesPidNamespace(pid) && childrenOf(pid).length === 1;
    });
    container = { id: randomBytes(32).toString('hex'), pid: childrenOf(outer.pid ?? 0)[0] ?? 0 };
  });

  afterEach(async () => {
    if (processesOf(container.pid).length > 0) process.kill(container.pid, 'SIGKILL');
    for (const mountPoint of mountPoints) Freezer.of(container, mountPoint)?.thaw();
    // nsenter(1) stops with its child, and nobody lets it go on.
    entered?.kill('SIGCONT');
    await eventually(() => processesOf(container.pid).length === 0);
    outer.kill('SIGKILL');
    for (const mountPoint of mountPoints) {
      const folder = folderOf(container.id, mountPoint);
      if (existsSync(folder)) rmdirSync(folder);
    }
  });

  /** As `exec` does: in the namespace, but in the cgroup of its caller. */
  async function enter(): Promise<number> {
    const known = processesOf(container.pid);
    const busy = ['-c', 'while :; do :; done'];
    const target = ['--target', String(container.pid), '--pid', '/bin/sh'];
    entered = spawn('nsenter', [...target, ...busy], { stdio: 'ignore' });
    const fresh = () => processesOf(container.pid).filter((pid) => !known.includes(pid));
    await eventually(() => fresh().length === 1);
    return fresh()[0] ?? 0;
  }

  async function expectStill(pids: ReadonlyArray<number>): Promise<void> {
    const before = ticksOf(pids);
    await delay(120);
    expect(ticksOf(pids)).toBe(before);
  }

  async function expectMoving(pids: ReadonlyArray<number>): Promise<void> {
    for (const pid of pids) {
      const before = ticksOf([pid]);
      await eventually(() => ticksOf([pid]) > before);
    }
  }

  describe.skipIf(mountPoints.length === 0).each(mountPoints)(
    'and a cgroup in %s',
    (mountPoint) => {
      it('stand still in the freezer without being stopped, and go on', async () => {
        const inside = await enter();
        const freezer = Freezer.gather(container, mountPoint);
        const pids = processesOf(container.pid);
        expect(pids).toHaveLength(3);
        expect(pids.filter((pid) => freezer?.has(pid) !== true)).toEqual([]);
        const release = holdStill(container, mountPoint);
        expect(freezer?.isFrozen()).toBe(true);
        await expectStill(pids);
        expect(pids.filter(isStopped)).toEqual([]);
        release();
        expect(freezer?.isFrozen()).toBe(false);
        await expectMoving([...pids, inside]);
      });

      it('are stopped where they came in later', async () => {
        Freezer.gather(container, mountPoint);
        const later = await enter();
        const release = holdStill(container, mountPoint);
        expect(processesOf(container.pid).filter(isStopped)).toEqual([later]);
        await expectStill(processesOf(container.pid));
        release();
        await expectMoving(processesOf(container.pid));
      });

      it('stay held when they were held before', async () => {
        Freezer.gather(container, mountPoint);
        const later = await enter();
        holdStill(container, mountPoint);
        holdStill(container, mountPoint)();
        await expectStill(processesOf(container.pid));
        letGo(container, mountPoint);
        await expectMoving([...processesOf(container.pid), later]);
      });

      it('go on also when they were stopped before they were gathered', async () => {
        holdStill(container, mountPoint);
        Freezer.gather(container, mountPoint);
        letGo(container, mountPoint);
        await expectMoving(processesOf(container.pid));
      });

      it('die once they are let go, and leave an empty cgroup', async () => {
        Freezer.gather(container, mountPoint);
        holdStill(container, mountPoint);
        process.kill(container.pid, 'SIGKILL');
        Freezer.of(container, mountPoint)?.thaw();
        await eventually(() => processesOf(container.pid).length === 0);
        rmdirSync(folderOf(container.id, mountPoint));
      });
    },
  );

  it('are stopped by signals where there is no freezer', async () => {
    const inside = await enter();
    expect(Freezer.gather(container, nowhere)).toBeNull();
    const release = holdStill(container, nowhere);
    expect(processesOf(container.pid).filter((pid) => !isStopped(pid))).toEqual([]);
    await expectStill(processesOf(container.pid));
    release();
    await expectMoving([...processesOf(container.pid), inside]);
  });
});

describe.skipIf(process.platform !== 'linux')('processes that share our pid namespace', () => {
  it('are stopped alone, and let go again', async () => {
    const outer = spawn('/bin/sh', ['-c', 'sleep 60 & wait']);
    const pid = outer.pid ?? 0;
    try {
      await eventually(() => childrenOf(pid).length === 1);
      const container = { id: randomBytes(32).toString('hex'), pid };
      expect(Freezer.gather(container)).toBeNull();
      // Were all of the namespace stopped, the next line would never be reached.
      const release = holdStill(container);
      expect(processesOf(pid).filter(isStopped)).toHaveLength(2);
      release();
      await eventually(() => processesOf(pid).filter(isStopped).length === 0);
    } finally {
      for (const each of processesOf(pid).reverse()) process.kill(each, 'SIGKILL');
    }
  });
});
