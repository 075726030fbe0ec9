import { toWire } from '../../shared/errors';
import type { AttachOptions, SessionEnd } from '../engine/engine';
import type { FlagValues } from './flags';

/** The container's own exit code; 0 after leaving with the detach keys, as docker answers. */
export function sessionExitCode(end: SessionEnd): number {
  return end.kind === 'exited' ? end.exitCode : 0;
}

/** Docker's codes: 127 command not found, 126 cannot be run, `other` for anything else of ours. */
export function startExitCode(error: unknown, other: number): number {
  const { code } = toWire(error);
  if (code === 'COMMAND_NOT_FOUND') return 127;
  return code === 'COMMAND_NOT_EXECUTABLE' ? 126 : other;
}

/** `--detach-keys` and, where a command has it, `--sig-proxy`. */
export function attachOptions(flags: FlagValues): AttachOptions {
  const detachKeys = flags.text('detach-keys');
  return {
    ...(detachKeys === undefined ? {} : { detachKeys }),
    ...(flags.isSet('sig-proxy') ? { proxySignals: flags.switch('sig-proxy') } : {}),
  };
}
