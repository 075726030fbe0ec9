import { setTimeout as delay } from 'node:timers/promises';
import { toWire } from '../../../../shared/errors';
import type { ResourceUsage } from '../../../../shared/model/container';
import type { Sandbox } from '../../../runtime/sandbox';
import type { ResourceSample } from '../../../runtime/step';

const sampleMs = 1000;

/** Reports use once a second; without `stream` once. Ends with the container. */
export async function followUsage(
  sandbox: Sandbox,
  id: string,
  stream: boolean,
  onUsage: (usage: ResourceUsage) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    let before = await sandbox.sampleContainer(id);
    do {
      await delay(sampleMs, undefined, { signal });
      const now = await sandbox.sampleContainer(id);
      onUsage(usageBetween(before, now));
      before = now;
    } while (stream);
  } catch (error) {
    const { code } = toWire(error);
    if (code !== 'CONTAINER_NOT_RUNNING' && code !== 'CANCELLED') throw error;
  }
}

export function usageBetween(before: ResourceSample, now: ResourceSample): ResourceUsage {
  const { atMs, cpuMs, cpuCount: _count, ...rest } = now;
  const passed = atMs - before.atMs;
  const used = Math.max(0, cpuMs - before.cpuMs);
  return { cpuPercent: passed <= 0 ? 0 : (used / passed) * 100, ...rest };
}
