import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ExecSpec, HealthSpec } from '../step';
import type { PortBinding } from '../network';

/** What the next helper needs to go on with a container's health check. */
export interface ProbeSpec {
  readonly health: HealthSpec;
  readonly startedAtMs: number;
  readonly process: Omit<ExecSpec, 'id' | 'args' | 'tty' | 'detach'>;
}

/** What is known about a container that was started, kept where a reboot forgets it. */
export interface RuntimeState {
  readonly id: string;
  readonly pid: number;
  readonly pidStartTicks: number;
  readonly conmonPid: number;
  readonly conmonStartTicks: number;
  /** Its processes are being held still for a snapshot. */
  readonly frozen: boolean;
  readonly probe?: ProbeSpec;
  /** Its processes are being held still until somebody lets them go on. */
  readonly paused?: boolean;
  readonly ports?: ReadonlyArray<PortBinding>;
  /** The process that connects its network. */
  readonly pasta?: { readonly pid: number; readonly startTicks: number } | null;
}

/** The runtime folder's `containers/` and `exits/`; clients read both without the helper. */
export class RuntimeStates {
  constructor(
    private readonly folder: string,
    private readonly exits: string,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    mkdirSync(exits, { recursive: true, mode: 0o700 });
  }

  list(): RuntimeState[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => this.read(name.slice(0, -'.json'.length)) ?? []);
  }

  read(id: string): RuntimeState | null {
    return readState(this.folder, id);
  }

  write(state: RuntimeState): void {
    const path = this.path(state.id);
    writeFileSync(`${path}.tmp`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  }

  remove(id: string): void {
    rmSync(this.path(id), { force: true });
    rmSync(join(this.folder, `${id}.lock`), { force: true });
  }

  /** Null while it runs, and when it was never started since the machine was. */
  exit(id: string): ContainerExit | null {
    return readExit(this.exits, id);
  }

  writeExit(id: string, exitCode: number): void {
    writeFileSync(join(this.exits, id), String(exitCode), { mode: 0o600 });
  }

  removeExit(id: string): void {
    rmSync(join(this.exits, id), { force: true });
    rmSync(join(this.exits, `${id}.oom`), { force: true });
  }

  /** Said beside the exit code. */
  noteOutOfMemory(id: string): void {
    writeFileSync(join(this.exits, `${id}.oom`), '', { mode: 0o600 });
  }

  private path(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

/** Null when the container does not run, as far as the helper knows. */
export function readState(folder: string, id: string): RuntimeState | null {
  try {
    return JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')) as RuntimeState;
  } catch {
    return null;
  }
}

export interface ContainerExit {
  readonly exitCode: number;
  readonly finishedAt: string;
}

/** Whether the kernel killed something in it for want of memory. */
export function wasOutOfMemory(folder: string, id: string): boolean {
  return existsSync(join(folder, `${id}.oom`));
}

/** The exit file that conmon wrote. */
export function readExit(folder: string, id: string): ContainerExit | null {
  try {
    const path = join(folder, id);
    const text = readFileSync(path, 'utf8').trim();
    return /^\d+$/.test(text)
      ? { exitCode: Number(text), finishedAt: statSync(path).mtime.toISOString() }
      : null;
  } catch {
    return null;
  }
}
