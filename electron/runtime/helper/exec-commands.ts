import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecSpec } from '../step';
import { writeProcess } from './bundle';
import type { ProbeSpec, RuntimeState } from './container-state';
import type { HelperContext } from './context';
import type { ProbeCommand } from './health/health-monitor';

/** Commands of the runtime that run another process in a running container. */
export class ExecCommands {
  private count = 0;

  constructor(private readonly context: HelperContext) {}

  command(
    state: RuntimeState,
    spec: ExecSpec,
    options: ReadonlyArray<string>,
  ): { readonly command: string[]; readonly file: string } {
    const { ociRuntime } = this.context;
    this.count += 1;
    const file = join(this.folder(), `${process.pid}-${this.count}.json`);
    writeProcess(file, `/proc/${state.pid}/root`, spec);
    const args = ['exec', ...options, '--process', file, spec.id];
    return { command: [ociRuntime.command, ...ociRuntime.globalArgs, ...args], file };
  }

  /** A health check: the pid file tells what to kill when it takes too long. */
  probe(state: RuntimeState, probe: ProbeSpec): ProbeCommand {
    const { id } = state;
    const pidFile = join(this.folder(), `${id}.pid`);
    const spec = { ...probe.process, id, args: probe.health.args, tty: false, detach: false };
    return { ...this.command(state, spec, ['--pid-file', pidFile]), pidFile };
  }

  private folder(): string {
    const folder = join(this.context.paths.runtime, 'exec');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }
}
