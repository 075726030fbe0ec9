import { rmSync } from 'node:fs';
import type { HealthProbe, HealthReport } from '../../../../shared/model/container';
import { readHealth, removeHealth, writeHealth } from '../../client/health-file';
import type { ProbeSpec } from '../container-state';
import { runProbe } from './run-probe';
import { afterProbe, nextProbeMs, startingHealth } from './health-state';

export interface ProbeCommand {
  readonly command: ReadonlyArray<string>;
  /** Where the runtime writes the pid of the process inside. */
  readonly pidFile: string;
  /** What the command reads; of no use after it. */
  readonly file: string;
}

export interface ProbeRunner {
  /** Null while the container must not be disturbed. Throws when the command cannot be run. */
  probeCommand(id: string, probe: ProbeSpec): ProbeCommand | null;
}

interface Watch {
  timer: NodeJS.Timeout | null;
  readonly abort: AbortController;
}

/**
 * Runs the health checks of containers, one at a time each. It lives in the helper, which stays for as
 * long as a container runs, whoever started it; what it knows lies in files, so that the next helper
 * carries on.
 */
export class HealthMonitor {
  private readonly watches = new Map<string, Watch>();

  constructor(
    private readonly runtime: string,
    private readonly runner: ProbeRunner,
  ) {}

  /** A container begins to run. */
  start(id: string, probe: ProbeSpec): void {
    writeHealth(this.runtime, id, startingHealth);
    this.resume(id, probe);
  }

  /** One that an earlier helper watched. */
  resume(id: string, probe: ProbeSpec): void {
    this.stop(id);
    const watch: Watch = { timer: null, abort: new AbortController() };
    this.watches.set(id, watch);
    this.schedule(id, probe, watch);
  }

  /** What is known so far stays, as in Docker. */
  stop(id: string): void {
    const watch = this.watches.get(id);
    if (watch === undefined) return;
    this.watches.delete(id);
    if (watch.timer !== null) clearTimeout(watch.timer);
    watch.abort.abort();
  }

  forget(id: string): void {
    this.stop(id);
    removeHealth(this.runtime, id);
  }

  dispose(): void {
    for (const id of [...this.watches.keys()]) this.stop(id);
  }

  private schedule(id: string, probe: ProbeSpec, watch: Watch): void {
    const delayMs = nextProbeMs(this.report(id), probe.health, probe.startedAtMs, Date.now());
    watch.timer = setTimeout(() => void this.round(id, probe, watch), delayMs);
  }

  private async round(id: string, probe: ProbeSpec, watch: Watch): Promise<void> {
    const result = await this.probe(id, probe, watch.abort.signal);
    if (watch.abort.signal.aborted) return;
    if (result !== null) {
      const report = afterProbe(this.report(id), result, probe.health, probe.startedAtMs);
      writeHealth(this.runtime, id, report);
    }
    this.schedule(id, probe, watch);
  }

  private async probe(
    id: string,
    probe: ProbeSpec,
    signal: AbortSignal,
  ): Promise<HealthProbe | null> {
    const start = new Date().toISOString();
    try {
      const made = this.runner.probeCommand(id, probe);
      if (made === null) return null;
      try {
        return await runProbe(made.command, made.pidFile, probe.health.timeoutMs, signal);
      } finally {
        rmSync(made.file, { force: true });
      }
    } catch (error) {
      const { message } = error as Error;
      return { start, end: new Date().toISOString(), exitCode: -1, output: message };
    }
  }

  private report(id: string): HealthReport {
    return readHealth(this.runtime, id) ?? startingHealth;
  }
}
