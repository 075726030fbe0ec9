import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { SandboxHost } from './sandbox-host';

/** Mulberry32: the moments are random, and the same again from the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function kill(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The container that runs through all rounds. */
export async function startKeeper(host: SandboxHost, image: string): Promise<void> {
  const script = 'while sleep 0.1; do cat /proc/uptime > /now; done';
  await host.ok(['run', '-d', '--name', 'keeper', image, 'sh', '-c', script]);
}

/**
 * What has to hold whatever was killed while it made containers `round-…` and images `image-…`: the
 * keeper runs, every container and image that is listed is whole, and nothing else is left. Removes
 * what the rounds made.
 */
export async function expectWhole(host: SandboxHost): Promise<void> {
  const keeper = ['ps', '--filter', 'name=keeper', '--format', '{{.State}}'];
  expect(await host.ok(keeper)).toBe('running');
  // What exec starts would run beside processes that were left frozen.
  const now = () => host.ok(['exec', 'keeper', 'cat', '/now']);
  const before = await now();
  await expect.poll(now, { timeout: 10_000 }).not.toBe(before);
  const others = (await host.ok(['ps', '-a', '--format', '{{.Names}}']))
    .split('\n')
    .filter((name) => name.startsWith('round-'));
  for (const name of others) await host.ok(['inspect', name]);
  if (others.length > 0) await host.ok(['rm', '-f', ...others]);
  const images = (await host.ok(['images', '-q', '--no-trunc'])).split('\n');
  for (const image of new Set(images)) await host.ok(['save', '-o', '/dev/null', image]);
  const named = (await host.ok(['images', '--format', '{{.Repository}}']))
    .split('\n')
    .filter((name) => name.startsWith('image-'));
  if (named.length > 0) await host.ok(['rmi', ...named]);
  await settled(host);
  const { exitCode, stdout } = await host.darkroom(['fsck']);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining('no problem') as string,
  });
  const merged = (await host.mounts()).filter((line) => line.includes('/merged'));
  expect(merged).toHaveLength(1);
  expect(await host.leftovers()).toEqual([]);
}

/** What was killed is cleaned up by the next helper; only the keeper's processes stay. */
async function settled(host: SandboxHost): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const commands = (await host.processes()).map(({ command }) => command);
    const conmons = commands.filter((command) => command.includes('conmon'));
    const pastas = commands.filter((command) => command.startsWith('/usr/bin/pasta'));
    if (conmons.length === 1 && pastas.length <= 1 && (await host.leftovers()).length === 0) return;
    await delay(100);
  }
  const left = (await host.processes()).map(({ command }) => command);
  throw new Error(`still there: ${JSON.stringify([left, await host.leftovers()], null, 2)}`);
}
