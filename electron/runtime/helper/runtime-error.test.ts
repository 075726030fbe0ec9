import { describe, expect, it } from 'vitest';
import { runtimeError } from './runtime-error';

describe('runtimeError', () => {
  it.each([
    { log: '', code: null },
    { log: '{"level":"warning","msg":"no cgroups"}\n', code: null },
    {
      log: 'executable file `nope` not found in $PATH: No such file or directory\n',
      code: 'COMMAND_NOT_FOUND',
    },
    { log: '{"level":"error","msg":"exec: permission denied"}', code: 'COMMAND_NOT_EXECUTABLE' },
    { log: 'exec container process `/x`: Exec format error', code: 'COMMAND_NOT_EXECUTABLE' },
    { log: 'mount `proc` to `proc`: Operation not permitted', code: 'CONTAINER_START_FAILED' },
  ])('reads $log as $code', ({ log, code }) => {
    expect(runtimeError(log)?.code ?? null).toBe(code);
  });
});
