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
