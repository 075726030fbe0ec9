import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { darkroomPath } from '../helpers/command-line';
import { CommandKit, hasBusybox } from '../helpers/command-kit';

const memory = '/dev/shm';

describe.skipIf(!hasBusybox)('darkroom build, several at once or killed', () => {
  let kit: CommandKit;

  beforeAll(async () => {
    kit = await CommandKit.open();
  });

  afterAll(() => kit?.close());

  it('runs a step once for two commands, and prints what --progress quiet prints', async () => {
    const contextPath = kit.context({
      Dockerfile: 'FROM base:1\nRUN sleep 2; cat /proc/sys/kernel/random/uuid > /id\n',
    });
    const build = () => kit.darkroom.ok(['build', '--progress', 'quiet', contextPath]);
    const [left, right] = await Promise.all([build(), build()]);
    expect(left).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(right).toBe(left);
  });

  it('takes a step over from a command that fails', async () => {
    const contextPath = kit.context({ Dockerfile: 'FROM base:1\nRUN sleep 1; exit 3\n' });
    const both = await Promise.all([kit.build([contextPath]), kit.build([contextPath])]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([1, 1]);
    for (const { stderr } of both) expect(stderr).toContain('exit code: 3');
  });

  it('leaves nothing behind when it is killed', async () => {
    const contextPath = kit.context({
      Dockerfile:
        'FROM base:1\nRUN --mount=type=secret,id=s --mount=type=cache,target=/c,sharing=locked echo begun; sleep 100\n',
    });
    const options = ['--progress', 'plain', '--secret', 'id=s,env=SECRET'];
    const standby = { DARKROOM_STANDBY: 'off' }; // it is the process itself that is killed
    const env = { ...process.env, ...standby, DARKROOM_ROOT: kit.darkroom.root, SECRET: 'x' };
    const child = spawn(darkroomPath, ['build', ...options, contextPath], { env });
    const own = () => readdirSync(memory).filter((name) => name.includes(`-${child.pid}-`));
    let told = '';
    child.stderr.on('data', (data: Buffer) => (told += data.toString()));
    while (!/^#\d+ \S+ begun/m.test(told)) await once(child.stderr, 'data');
    if (existsSync(memory)) expect(own()).toHaveLength(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await kit.darkroom.ok(['images', '-q', 'base'])).not.toBe('');
    if (existsSync(memory)) expect(own()).toEqual([]);
    // the cache folder is free again
    const next = kit.context({
      Dockerfile: 'FROM base:1\nRUN --mount=type=cache,target=/c,sharing=locked echo free\n',
    });
    expect((await kit.build([next])).exitCode).toBe(0);
  });
});
