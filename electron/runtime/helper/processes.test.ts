import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childrenOf, processesOf } from './processes';

/** A process that shares our pid namespace, as one of `--pid host` does, with a child of its own. */
describe.skipIf(process.platform !== 'linux')(
  'the processes of a container without a namespace',
  () => {
    let outer: ChildProcess;
    let other: ChildProcess;

    beforeEach(async () => {
      outer = spawn('/bin/sh', ['-c', 'sleep 60 & wait']);
      other = spawn('/bin/sleep', ['60']);
      const end = Date.now() + 5000;
      while (childrenOf(outer.pid ?? 0).length === 0 && Date.now() < end) await delay(5);
    });
    afterEach(() => {
      for (const pid of processesOf(outer.pid ?? 0).reverse()) process.kill(pid, 'SIGKILL');
      other.kill('SIGKILL');
    });

    it('are the first one and what descends from it, nobody else', () => {
      const pid = outer.pid ?? 0;
      const found = processesOf(pid);
      expect(found).toEqual([pid, ...childrenOf(pid)]);
      expect(found).toHaveLength(2);
    });
  },
);
