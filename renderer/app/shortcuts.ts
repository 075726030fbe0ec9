import { useEffect } from 'react';

import { dialogStore } from '../state/dialogs';
import { dropStore } from '../state/drop';
import { back, navigate, places } from '../state/navigation';
import { buildCommand, runCommand } from './commands';

/** Keys that work everywhere in the window, save while a dialog is open. */
export function useShortcuts(): void {
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  if (dialogStore.get().kind !== 'none' || dropStore.get().kind !== 'idle') return;
  // A page's own dialog.
  if (document.querySelector('dialog[open]') !== null) return;
  if (event.key === 'Escape' && !event.ctrlKey && !isTyping(event.target)) {
    back();
    return;
  }
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  // Inside a terminal only the places and the palette are ours: Ctrl S, Ctrl B… are the shell's.
  const inTerminal = event.target instanceof Element && event.target.closest('.xterm') !== null;
  const place = places[Number(event.key) - 1];
  if (place !== undefined) navigate({ kind: place });
  else if (event.key === 'k') runCommand('palette');
  else if (inTerminal) return;
  else if (event.key === 'o') runCommand('import');
  else if (event.key === 'f') runCommand('find');
  else if (event.key === 's') runCommand('snapshot');
  else if (event.key === 'b') buildCommand();
  else return;
  event.preventDefault();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], .xterm, [role="menu"]') !== null
  );
}
