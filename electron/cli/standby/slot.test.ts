import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOffered, programVersion, Slot } from './slot';

const longMs = 60_000;
/** As bin/darkroom calls. */
const call =
  'exec 3<>"$0/call" 4<>"$0/answer" 5<"$0/answer" 4>&-; echo "$$ 2" >&3; read -r a <&5; echo $a';

describe.skipIf(process.platform !== 'linux')('a place where a command line waits', () => {
  let folder = '';
  let program = '';
  let slots = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'darkroom-slot-'));
    program = join(folder, 'program');
    slots = join(folder, 'darkroom-standby');
    writeFileSync(program, '');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const env = () => ({ XDG_RUNTIME_DIR: folder });

  function offer(): { readonly slot: Slot; readonly path: string } {
    const slot = Slot.offer(program, env());
    if (slot === null) throw new Error('no slot');
    return { slot, path: join(slots, String(process.pid)) };
  }

  function shell(path: string) {
    const child = spawn('sh', ['-c', call, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    return { child, output: new Promise((resolve) => child.once('close', () => resolve(text))) };
  }

  it('tells a shell that calls, and answers it', async () => {
    const { slot, path } = offer();
    const caller = slot.wait(longMs);
    const { child, output } = shell(path);
    expect(await caller).toEqual({ pid: child.pid, wordCount: 2 });
    const hungUp = new Promise<void>((resolve) => slot.onHangUp(resolve));
    slot.answer('5');
    expect(await output).toBe('5\n');
    await hungUp;
    slot.remove();
    expect(readdirSync(slots)).toEqual([]);
  });

  it('is seen by those who would wait too, until it is claimed', () => {
    expect(isOffered(program, env())).toBe(false);
    const { slot, path } = offer();
    expect(isOffered(program, env())).toBe(true);
    expect(isOffered(`${program}-of-another`, env())).toBe(false);
    writeFileSync(join(path, 'claim'), '');
    expect(isOffered(program, env())).toBe(false);
    slot.remove();
  });

  it('is claimed by itself when nobody has called for a while', async () => {
    const { slot, path } = offer();
    expect(await slot.wait(10)).toBeNull();
    expect(existsSync(join(path, 'claim'))).toBe(true);
  });

  it('waits for who claimed it at the last moment, but not for ever', async () => {
    const { slot, path } = offer();
    writeFileSync(join(path, 'claim'), '');
    const caller = slot.wait(10);
    setTimeout(() => shell(path), 100);
    expect(await caller).toMatchObject({ wordCount: 2 });
    slot.answer('0');
    const other = offer().slot;
    writeFileSync(join(path, 'claim'), '');
    expect(await other.wait(10)).toBeNull();
  });

  it('removes what killed ones left', () => {
    // No process has the highest number that there is.
    mkdirSync(join(slots, '4194304'), { recursive: true, mode: 0o700 });
    mkdirSync(join(slots, '4194304.new'));
    const { slot } = offer();
    expect(readdirSync(slots)).toEqual([String(process.pid)]);
    slot.remove();
  });
});

it('tells a version of a program from the next', () => {
  const folder = mkdtempSync(join(tmpdir(), 'darkroom-slot-'));
  const file = join(folder, 'program');
  expect(programVersion(file)).toBeNull();
  writeFileSync(file, '1');
  const first = programVersion(file);
  expect(programVersion(file)).toBe(first);
  rmSync(file);
  writeFileSync(join(folder, 'other'), '');
  writeFileSync(file, '2');
  expect(programVersion(file)).not.toBe(first);
  rmSync(folder, { recursive: true });
});
