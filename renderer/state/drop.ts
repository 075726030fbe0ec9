import type { JobRequest } from '../../shared/ipc/contract';
import type { Identified } from '../../shared/model/import';
import { call } from './bridge';
import { asCmdInstruction } from './command-line';
import { showError } from './notices';
import { asRepository } from './reference';
import { createStore } from './store';

/** Something a person handed in: a path that was looked at, or an address that was not. */
export type DropSubject =
  Identified | { readonly kind: 'url'; readonly path: string; readonly fileName: string };

export interface DropItem {
  readonly subject: DropSubject;
  /** The name in the field; for several archives it is not used. */
  readonly name: string;
  readonly command: string;
}

export type DropState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'dragging' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'asking'; readonly items: ReadonlyArray<DropItem> };

export const dropStore = createStore<DropState>({ kind: 'idle' });

export function itemFor(subject: DropSubject): DropItem {
  switch (subject.kind) {
    case 'rootfs':
      return { subject, name: subject.suggestedName, command: subject.suggestedCommand };
    case 'dockerfile':
    case 'build-context':
      return { subject, name: subject.suggestedName, command: '' };
    case 'url':
      return { subject, name: nameFromFile(subject.fileName), command: '' };
    default:
      return { subject, name: '', command: '' };
  }
}

export function isUsable(item: DropItem): boolean {
  return item.subject.kind !== 'unknown';
}

/** `ubuntu-14.04-x86_64-minimal.tar.gz` becomes `ubuntu-14.04-x86_64-minimal`. */
export function nameFromFile(fileName: string): string {
  return asRepository(fileName.replace(/\.(tar|tgz|txz|tbz2?|gz|xz|bz2|zst|zstd)\b.*$/i, ''));
}

/** The paths and addresses in pasted text, one a line; empty when it is something else. */
export function parsePastedPaths(text: string): ReadonlyArray<string> {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter((line) => line !== '');
  if (lines.length === 0 || lines.length > 100) return [];
  const paths = lines.map((line) => {
    if (/^https?:\/\/\S+$/i.test(line)) return line;
    if (/^file:\/\//i.test(line)) {
      try {
        return decodeURIComponent(new URL(line).pathname);
      } catch {
        return '';
      }
    }
    return /^\/[^\0]*[^/\0][^\0]*$/.test(line) ? line : '';
  });
  return paths.includes('') ? [] : paths;
}

/** Looks at what was handed in and asks what to do with it. */
export async function identifyPaths(paths: ReadonlyArray<string>): Promise<void> {
  const local = paths.filter((path) => !isAddress(path));
  if (paths.length === 0) {
    dropStore.set({ kind: 'idle' });
    return;
  }
  dropStore.set({ kind: 'reading' });
  try {
    const identified = local.length === 0 ? [] : await call('drop.identify', { paths: local });
    // Escape while it was read: nobody waits for the answer any more.
    if (dropStore.get().kind !== 'reading') return;
    const found = new Map<string, DropSubject>(
      local.map((path, index) => [path, subjectAt(identified, index, path)]),
    );
    const items = paths.map((path) => itemFor(found.get(path) ?? addressOf(path)));
    dropStore.set({ kind: 'asking', items });
  } catch (error) {
    dropStore.set({ kind: 'idle' });
    showError(error);
  }
}

function subjectAt(
  identified: ReadonlyArray<Identified>,
  index: number,
  path: string,
): DropSubject {
  return identified[index] ?? { kind: 'unknown', path, fileName: path, reason: '' };
}

function isAddress(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

function addressOf(path: string): DropSubject {
  const last = new URL(path).pathname.split('/').filter(Boolean).at(-1);
  return { kind: 'url', path, fileName: last ?? path };
}

export function changeItem(
  index: number,
  change: Partial<Pick<DropItem, 'name' | 'command'>>,
): void {
  dropStore.update((state) => {
    if (state.kind !== 'asking') return state;
    const items = state.items.map((item, at) => (at === index ? { ...item, ...change } : item));
    return { ...state, items };
  });
}

/** The job an item asks for; null for what cannot be used. */
export function requestFor(item: DropItem): JobRequest | null {
  const { subject } = item;
  const name = item.name.trim();
  switch (subject.kind) {
    case 'rootfs':
    case 'url': {
      const command = asCmdInstruction(item.command);
      return {
        kind: 'import',
        options: {
          source: subject.path,
          ...(name === '' ? {} : { reference: name }),
          ...(command === '' ? {} : { changes: [command] }),
        },
      };
    }
    case 'docker-archive':
    case 'oci-archive':
      return { kind: 'load', source: subject.path };
    case 'dockerfile':
    case 'build-context':
      return {
        kind: 'build',
        options: {
          contextPath: subject.contextPath,
          ...(subject.kind === 'dockerfile' ? { dockerfilePath: subject.path } : {}),
          ...(name === '' ? {} : { tags: [name] }),
        },
      };
    case 'unknown':
      return null;
  }
}
