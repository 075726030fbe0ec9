import { constants } from 'node:os';

const names = new Set(
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'.split(
    ' ',
  ),
);

/** True for what Docker takes as a signal of Linux: `SIGTERM`, `term`, `15`, `RTMIN+3`. */
export function isSignal(text: string): boolean {
  if (/^\d+$/.test(text)) return Number(text) > 0;
  const name = text.toUpperCase().replace(/^SIG/, '');
  const realTime = /^RT(MIN\+|MAX-)(\d+)$/.exec(name);
  if (realTime !== null) return Number(realTime[2]) <= (realTime[1] === 'MIN+' ? 15 : 14);
  return names.has(name);
}

/** The number of a signal that `isSignal` takes, as Linux counts them on x86 and ARM (signal(7)). */
export function signalNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const name = text.toUpperCase().replace(/^SIG/, '');
  const realTime = /^RT(MIN|MAX)(?:[+-](\d+))?$/.exec(name);
  // 32 and 33 are glibc's own.
  if (realTime?.[1] === 'MIN') return 34 + Number(realTime[2] ?? 0);
  if (realTime?.[1] === 'MAX') return 64 - Number(realTime[2] ?? 0);
  const same: Readonly<Record<string, string>> = { CLD: 'CHLD' };
  return constants.signals[`SIG${same[name] ?? name}` as NodeJS.Signals];
}
