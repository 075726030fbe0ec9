import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HealthReport } from '../../../shared/model/container';

/** How containers fare, a file each in the runtime folder: the helper writes, anybody reads. */
export function healthFolder(runtime: string): string {
  const folder = join(runtime, 'health');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Null for a container without a check, and after a restart of the machine. */
export function readHealth(runtime: string, id: string): HealthReport | null {
  try {
    return JSON.parse(readFileSync(join(runtime, 'health', id), 'utf8')) as HealthReport;
  } catch {
    return null;
  }
}

export function writeHealth(runtime: string, id: string, report: HealthReport): void {
  const path = join(healthFolder(runtime), id);
  writeFileSync(`${path}.tmp`, JSON.stringify(report), { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
}

export function removeHealth(runtime: string, id: string): void {
  rmSync(join(runtime, 'health', id), { force: true });
}
