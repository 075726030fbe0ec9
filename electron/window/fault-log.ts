import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const maximumBytes = 1024 * 1024;

/**
 * Where faults are written down: one file, and the one before it. Synchronous on purpose: the process
 * may be about to end.
 */
export class FaultLog {
  constructor(readonly path: string) {}

  write(where: string, fault: unknown): void {
    const text = fault instanceof Error ? describe(fault) : String(fault);
    const line = `${new Date().toISOString()} ${where}: ${text}\n`;
    process.stderr.write(line);
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      this.makeRoom();
      appendFileSync(this.path, line);
    } catch {
      // A full disk must not turn one fault into two.
    }
  }

  private makeRoom(): void {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > maximumBytes) renameSync(this.path, `${this.path}.1`);
  }
}

/** The stack, and the stack of each cause. */
function describe(fault: Error): string {
  const parts: string[] = [];
  let current: unknown = fault;
  while (current instanceof Error && parts.length < 8) {
    parts.push(current.stack ?? `${current.name}: ${current.message}`);
    current = current.cause;
  }
  return parts.join('\ncaused by ');
}
