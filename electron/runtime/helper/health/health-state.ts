import type { HealthProbe, HealthReport } from '../../../../shared/model/container';
import type { HealthSpec } from '../../step';

const keptProbes = 5;

export const startingHealth: HealthReport = { status: 'starting', failingStreak: 0, log: [] };

/**
 * What a probe makes of a container's health, by Docker's rules (reference of HEALTHCHECK): exit code 0
 * is healthy at once; failures count only after the start period, or once it has been healthy, and
 * `retries` of them in a row make it unhealthy.
 */
export function afterProbe(
  report: HealthReport,
  probe: HealthProbe,
  spec: HealthSpec,
  startedAtMs: number,
): HealthReport {
  const log = [...report.log, probe].slice(-keptProbes);
  if (probe.exitCode === 0) return { status: 'healthy', failingStreak: 0, log };
  const isStarting = report.status === 'starting';
  if (isStarting && Date.parse(probe.start) - startedAtMs < spec.startPeriodMs) {
    return { ...report, log };
  }
  const failingStreak = report.failingStreak + 1;
  const status = failingStreak >= spec.retries ? 'unhealthy' : report.status;
  return { status, failingStreak, log };
}

/** Milliseconds until the next probe: shorter ones while the container is starting. */
export function nextProbeMs(
  report: HealthReport,
  spec: HealthSpec,
  startedAtMs: number,
  nowMs: number,
): number {
  const isStarting = report.status === 'starting' && nowMs - startedAtMs < spec.startPeriodMs;
  return isStarting ? spec.startIntervalMs : spec.intervalMs;
}
