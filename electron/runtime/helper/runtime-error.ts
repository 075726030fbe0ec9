import { DarkroomError } from '../../../shared/errors';

/**
 * What crun or runc reported, as an error for people. Null when the text holds no error: then the exit
 * code is the sandboxed process's own.
 */
export function runtimeError(log: string): DarkroomError | null {
  const messages = log
    .split('\n')
    .map(messageOf)
    .filter((message) => message !== '');
  const last = messages.at(-1);
  if (last === undefined) return null;
  const data = { runtime: last };
  if (/exec format error/i.test(last)) {
    return new DarkroomError('COMMAND_NOT_EXECUTABLE', `Start the command: exec format error`, {
      data,
      hint: 'The program is for another processor, or is a script without its #! line.',
    });
  }
  if (
    /executable file .* not found|no such file or directory.*exec|exec.*no such file/i.test(last)
  ) {
    return new DarkroomError('COMMAND_NOT_FOUND', `Start the command: ${last}`, { data });
  }
  if (/permission denied/i.test(last) && /exec/i.test(last)) {
    return new DarkroomError('COMMAND_NOT_EXECUTABLE', `Start the command: ${last}`, { data });
  }
  return new DarkroomError('CONTAINER_START_FAILED', `Start the sandbox: ${last}`, { data });
}

/** A line of text, or of JSON as `--log-format json` writes it; warnings are left out. */
function messageOf(line: string): string {
  const text = line.trim();
  if (!text.startsWith('{')) return /level=(warning|info|debug)/.test(text) ? '' : text;
  try {
    const parsed = JSON.parse(text) as { msg?: unknown; message?: unknown; level?: unknown };
    if (parsed.level !== undefined && parsed.level !== 'error') return '';
    return String(parsed.msg ?? parsed.message ?? '');
  } catch {
    return text;
  }
}
