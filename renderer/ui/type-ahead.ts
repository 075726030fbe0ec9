import { useRef } from 'react';

const pauseMs = 800;

/** The index of the next text that begins with what was typed, from `from` on; null for none. */
export function findByPrefix(
  texts: ReadonlyArray<string>,
  typed: string,
  from: number,
): number | null {
  const wanted = typed.toLowerCase();
  // The same letter again and again walks through what begins with it.
  const repeated = [...wanted].every((letter) => letter === wanted[0]);
  const needle = repeated ? (wanted[0] ?? '') : wanted;
  const start = repeated ? from + 1 : Math.max(0, from);
  for (let step = 0; step < texts.length; step += 1) {
    const index = (start + step) % texts.length;
    if (texts[index]?.toLowerCase().startsWith(needle) === true) return index;
  }
  return null;
}

/** Collects letters typed shortly after each other. */
export function useTypeAhead(): (
  letter: string,
  texts: ReadonlyArray<string>,
  from: number,
) => number | null {
  const typed = useRef({ text: '', atMs: 0 });
  return (letter, texts, from) => {
    const nowMs = performance.now();
    const before = nowMs - typed.current.atMs < pauseMs ? typed.current.text : '';
    typed.current = { text: before + letter, atMs: nowMs };
    return findByPrefix(texts, typed.current.text, from);
  };
}
