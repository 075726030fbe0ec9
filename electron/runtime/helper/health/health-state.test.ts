import { describe, expect, it } from 'vitest';
import { afterProbe, nextProbeMs, startingHealth } from './health-state';

const spec = {
  args: ['x'],
  intervalMs: 30_000,
  timeoutMs: 1000,
  startPeriodMs: 10_000,
  startIntervalMs: 500,
  retries: 2,
};
const probe = (exitCode: number, atMs: number) => ({
  start: new Date(atMs).toISOString(),
  end: new Date(atMs).toISOString(),
  exitCode,
  output: '',
});

/** Runs probes `[exit code, milliseconds after the start]` and gives the last status and streak. */
function outcome(...probes: ReadonlyArray<readonly [number, number]>) {
  const last = probes.reduce(
    (report, [code, at]) => afterProbe(report, probe(code, at), spec, 0),
    startingHealth,
  );
  return [last.status, last.failingStreak, last.log.length];
}

describe('health by Docker’s rules', () => {
  it.each([
    { name: 'is starting at first', probes: [], expected: ['starting', 0, 0] },
    { name: 'is healthy after one success', probes: [[0, 1]], expected: ['healthy', 0, 1] },
    {
      name: 'does not count failures while it starts',
      probes: [
        [1, 1],
        [1, 2],
        [1, 3],
      ],
      expected: ['starting', 0, 3],
    },
    {
      name: 'counts failures after the start period',
      probes: [
        [1, 11_000],
        [-1, 12_000],
      ],
      expected: ['unhealthy', 2, 2],
    },
    {
      name: 'counts failures once it has been healthy',
      probes: [
        [0, 1],
        [1, 2],
        [1, 3],
      ],
      expected: ['unhealthy', 2, 3],
    },
    {
      name: 'recovers, and keeps five probes',
      probes: [
        [0, 1],
        [1, 2],
        [1, 3],
        [1, 4],
        [1, 5],
        [0, 6],
      ],
      expected: ['healthy', 0, 5],
    },
  ] as const)('$name', ({ probes, expected }) => {
    expect(outcome(...probes)).toEqual(expected);
  });

  it('asks more often while it starts', () => {
    expect(nextProbeMs(startingHealth, spec, 0, 5000)).toBe(500);
    expect(nextProbeMs(startingHealth, spec, 0, 15_000)).toBe(30_000);
    expect(nextProbeMs({ ...startingHealth, status: 'healthy' }, spec, 0, 5000)).toBe(30_000);
  });
});
