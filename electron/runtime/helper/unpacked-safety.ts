import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Libc } from '../native/libc';

interface Note {
  /** Of the kernel that ran then; random(4). */
  readonly bootId: string;
  /** What was unpacked before is safe on disk. Milliseconds since 1970. */
  readonly before: number;
}

export interface SafetyPlaces {
  /** Where a folder per layer is. */
  readonly layers: string;
  readonly note: string;
  readonly trash: string;
}

/**
 * Unpacked layers are not synced when they are made, as nothing is lost with them. But the power may go
 * when their names are on disk and their content is not: after a start of the machine, those that nobody
 * made safe are taken away, and unpacked again when they are needed.
 */
export async function dropUnsafe({ layers, note: path, trash }: SafetyPlaces): Promise<void> {
  const note = readNote(path);
  const bootId = currentBoot();
  if (note?.bootId === bootId) return;
  if (note !== null) await dropYounger(layers, note.before, trash);
  writeNote(path, { bootId, before: note === null ? 0 : Date.now() });
}

async function dropYounger(layers: string, than: number, trash: string): Promise<void> {
  for (const name of await readdir(layers)) {
    const layer = join(layers, name);
    if ((await lstat(layer)).ctimeMs < than) continue;
    await mkdir(trash, { recursive: true, mode: 0o700 });
    const away = join(trash, `${name}-${randomUUID()}`);
    await rename(layer, away);
    await rm(away, { recursive: true, force: true });
  }
}

/** Waits until everything that was unpacked so far is on disk, and notes it. */
export function makeSafe(libc: Libc, { layers, note }: SafetyPlaces): void {
  const before = Date.now();
  const fd = openSync(layers, 'r');
  try {
    libc.syncFileSystem(fd);
  } finally {
    closeSync(fd);
  }
  writeNote(note, { bootId: currentBoot(), before });
}

function readNote(path: string): Note | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Note;
  } catch {
    return null;
  }
}

function writeNote(path: string, note: Note): void {
  const part = `${path}.${process.pid}`;
  writeFileSync(part, JSON.stringify(note), { mode: 0o600 });
  renameSync(part, path);
}

function currentBoot(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
