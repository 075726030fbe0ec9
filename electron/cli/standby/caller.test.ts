import { spawn } from 'node:child_process';
import { closeSync, readFileSync, writeSync } from 'node:fs';
import { expect, it } from 'vitest';
import { reopen } from './caller';

const isLinux = process.platform === 'linux';

/** A shell that keeps its standard files as bin/darkroom does; `outputs` are those it was given. */
async function shell(script: string) {
  const child = spawn('sh', ['-c', `exec 6<&0 7>&1 8>&2; ${script}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return { pid: child.pid ?? 0, child, text: () => text };
}

it.runIf(isLinux)('opens pipes and devices once more where they may not be copied', async () => {
  const inner = 'exec 6</dev/null 8>/dev/null; echo; read x';
  // Between the two is a pipe; Node's own are sockets.
  const { pid, child, text } = await shell(`(exec sh -c '${inner}' 7>&1) | cat; :`);
  const files = reopen(childWith(pid, 'read x'));
  expect(files).toHaveLength(3);
  writeSync(files?.[1] ?? -1, 'through the pipe\n');
  for (const file of files ?? []) closeSync(file);
  child.stdin.end('\n');
  await new Promise((resolve) => child.once('close', resolve));
  expect(text()).toBe('\nthrough the pipe\n');
});

it.runIf(isLinux)(
  'leaves files and sockets alone, whose position and peer it would not share',
  async () => {
    for (const change of [
      'exec 7>/dev/null 8>/dev/null',
      'exec 6</etc/passwd 7>/dev/null 8>/dev/null',
    ]) {
      const { pid, child } = await shell(`${change}; echo; read x`);
      expect(reopen(pid)).toBeNull();
      child.kill('SIGKILL');
    }
    expect(reopen(4194304)).toBeNull();
  },
);

function childWith(parent: number, words: string): number {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'latin1');
  for (const pid of children.trim().split(' ')) {
    if (readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(words)) return Number(pid);
  }
  throw new Error(`no child with ${words}`);
}
