import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runtimeFolder } from './paths.mjs';
import { step } from './report.mjs';

const lockFile = path.join(runtimeFolder, 'setup.lock');
const retryMs = 250;

/** A process's start time in clock ticks (proc(5), field 22), so that a reused id is told apart. */
function startTicks(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readHolder() {
  try {
    const [pid, ticks] = readFileSync(lockFile, 'utf8').trim().split(' ');
    return { pid: Number(pid), ticks };
  } catch {
    return undefined;
  }
}

function isHeld(holder) {
  if (holder === undefined || !isAlive(holder.pid)) return false;
  const ticks = startTicks(holder.pid);
  return ticks === undefined || holder.ticks === 'unknown' || ticks === holder.ticks;
}

function tryTake() {
  mkdirSync(runtimeFolder, { recursive: true });
  try {
    writeFileSync(lockFile, `${process.pid} ${startTicks(process.pid) ?? 'unknown'}\n`, {
      flag: 'wx',
    });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** Runs `work` while no other set-up of this tree does anything; waits for one under way. */
export async function withSetupLock(work) {
  let told = false;
  while (!tryTake()) {
    const holder = readHolder();
    if (!isHeld(holder)) {
      // A short pause, so that a holder who is just writing its id is not taken for a dead one.
      await delay(retryMs);
      const again = readHolder();
      if (again?.pid === holder?.pid && !isHeld(again)) rmSync(lockFile, { force: true });
      continue;
    }
    if (!told) step(`another set-up is at work (process ${holder.pid}); waiting for it`);
    told = true;
    await delay(retryMs);
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}
