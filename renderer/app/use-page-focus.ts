import { useEffect } from 'react';

/** Where the keyboard goes on a page that took the place of what had the focus. */
const targets = ['[role="grid"]', '[role="tab"][aria-selected="true"]', 'h1'];

/** Gives the focus to what the page is about, when nothing has it any more. */
export function focusPage(): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  for (const target of targets) {
    const element = document.querySelector<HTMLElement>(`main ${target}`);
    if (element === null) continue;
    element.focus({ preventScroll: true });
    return;
  }
}

/**
 * After another page came, the focus is on what it is about, unless something on it already has it:
 * whoever opens a thing with Enter and leaves it with Escape is back in the list.
 */
export function usePageFocus(pageKey: string): void {
  useEffect(focusPage, [pageKey]);
}
