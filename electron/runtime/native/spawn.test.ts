import { closeSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { libc, SystemError } from './libc';
import { spawnProgram } from './spawn';

describe.skipIf(process.platform !== 'linux')('a program started without a fork', () => {
  async function run(script: string) {
    const stdout = libc().pipe();
    const stderr = libc().pipe();
    const program = spawnProgram('/bin/sh', ['-c', script], {
      stdout: stdout.write,
      stderr: stderr.write,
    });
    closeSync(stdout.write);
    closeSync(stderr.write);
    const code = await program.ended;
    const output = [stdout.read, stderr.read].map((fd) => readFileSync(fd, 'utf8'));
    for (const fd of [stdout.read, stderr.read]) closeSync(fd);
    return { code, output, hasEnded: program.hasEnded };
  }

  it.each([
    { script: 'exit 0', code: 0 },
    { script: 'exit 7', code: 7 },
    { script: 'kill -9 $$', code: 137 },
    { script: 'kill -15 $$', code: 255 },
  ])('tells how “$script” ended', async ({ script, code }) => {
    expect(await run(script)).toEqual({ code, output: ['', ''], hasEnded: true });
  });

  it('has nothing to read, this environment, and the given outputs', async () => {
    const { output } = await run('cat; echo "$HOME"; echo wrong >&2');
    expect(output).toEqual([`${process.env['HOME'] ?? ''}\n`, 'wrong\n']);
  });

  it('has every signal as the system has it, whatever Node ignores', async () => {
    const { output } = await run('grep -E "^Sig(Ign|Blk)" /proc/self/status | cut -f 2');
    expect(output[0]).toBe('0000000000000000\n0000000000000000\n');
  });

  it('says what is not there', () => {
    const start = () => spawnProgram('/none', [], { stdout: 1, stderr: 2 });
    expect(start).toThrow(SystemError);
    expect(start).toThrow('posix_spawn /none: ENOENT');
  });
});
