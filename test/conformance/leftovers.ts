import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../electron/store/store';

/** What builds of a store have left: temporary files, folders of steps, mounts and processes of steps. */
export function leftovers({ paths }: Pick<Store, 'paths'>): ReadonlyArray<string> {
  const sessions = join(paths.state, 'sandbox', 'sessions');
  const steps = readdirSync(sessions).flatMap((session) =>
    readdirSync(join(sessions, session, 'steps')),
  );
  return [...readdirSync(paths.tmp), ...steps, ...stepTraces(sessions)];
}

/** Mounts in every mount namespace of the machine, and command lines, that name a step of the sessions. */
function stepTraces(sessions: string): ReadonlyArray<string> {
  const seen = new Set<string>();
  const traces: string[] = [];
  const isStep = (text: string): boolean => text.includes(sessions) && text.includes('/steps/');
  for (const process of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const command = textOf(process, 'cmdline').replaceAll('\0', ' ');
    if (isStep(command)) traces.push(`process ${process}: ${command}`);
    const namespace = namespaceOf(process);
    if (namespace === null || seen.has(namespace)) continue;
    seen.add(namespace);
    traces.push(...textOf(process, 'mountinfo').split('\n').filter(isStep));
  }
  return traces;
}

/** Processes may end while they are looked at. */
function textOf(process: string, name: string): string {
  try {
    return readFileSync(join('/proc', process, name), 'utf8');
  } catch {
    return '';
  }
}

function namespaceOf(process: string): string | null {
  try {
    return readlinkSync(join('/proc', process, 'ns', 'mnt'));
  } catch {
    return null;
  }
}
