import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HelperContext } from './context';
import { run } from './exec-file';
import { isLivingSession, sessionName } from './leftovers';
import { unmount } from './overlay';
import { signalProcess } from './processes';

/**
 * Containers between the first step of their making and the start of their command, each with the
 * helper that is at it: should that one be killed, the next takes away what it had begun.
 */
export class PendingStarts {
  private readonly folder: string;

  constructor(private readonly context: HelperContext) {
    this.folder = join(context.paths.runtime, 'starting');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  add(id: string): void {
    writeFileSync(join(this.folder, id), sessionName(process.pid), { mode: 0o600 });
  }

  remove(id: string): void {
    rmSync(join(this.folder, id), { force: true });
  }

  /** Ends what helpers that are gone had begun to start; `forget` drops what is kept of a container. */
  async sweep(forget: (id: string) => void): Promise<void> {
    for (const id of readdirSync(this.folder)) {
      if (isLivingSession(readFileSync(join(this.folder, id), 'utf8'))) continue;
      await this.end(id);
      forget(id);
      this.remove(id);
    }
  }

  private async end(id: string): Promise<void> {
    const { context } = this;
    const { command, globalArgs } = context.ociRuntime;
    // The runtime may be still at it, and start another process between two looks.
    for (let found = this.processesOf(id); found.length > 0; found = this.processesOf(id)) {
      for (const pid of found) signalProcess(pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await run(command, [...globalArgs, 'delete', '--force', id]);
    rmSync(join(context.folders.crun, id), { recursive: true, force: true });
    unmount(context.libc, join(context.paths.containers, id, 'merged'));
  }

  /** conmon, the runtime and what connects the network name the container in their arguments. */
  private processesOf(id: string): number[] {
    const places = [join(this.context.paths.containers, id), this.context.folders.crun];
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        const text = commandLine(pid);
        return text.includes(id) && places.some((place) => text.includes(place));
      });
  }
}

/** '' for what ended, also for what nobody has waited for yet. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
