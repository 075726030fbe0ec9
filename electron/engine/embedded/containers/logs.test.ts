import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLog } from './logs';

const never = new AbortController().signal;
const log = [
  '2026-11-24T04:00:00.000000001+00:00 stdout F one',
  '2026-11-24T04:00:01.000000001+00:00 stderr P tw',
  '2026-11-24T04:00:01.000000002+00:00 stderr F o',
  '2026-11-24T04:00:02.000000001+00:00 stdout F ',
  '2026-11-24T04:00:03.000000001+00:00 stdout P end without newline',
  '',
].join('\n');

describe('readLog', () => {
  let folder = '';
  let path = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-log-'));
    path = join(folder, 'container.log');
    await writeFile(path, log);
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function read(options: Partial<Parameters<typeof readLog>[1]>): Promise<string> {
    let text = '';
    const whole = { follow: false, tail: null, timestamps: false, ...options };
    await readLog(
      path,
      whole,
      () => false,
      (stream, data) => (text += `${stream[3]}:${data.toString()}`),
      never,
    );
    return text;
  }

  it.each([
    { name: 'everything', options: {}, expected: 'o:one\ne:two\no:\no:end without newline' },
    { name: 'the last line', options: { tail: 1 }, expected: 'o:end without newline' },
    {
      name: 'the last three lines',
      options: { tail: 3 },
      expected: 'e:two\no:\no:end without newline',
    },
    { name: 'no line', options: { tail: 0 }, expected: '' },
    {
      name: 'what was written from a time on',
      options: { sinceMs: Date.parse('2026-11-24T04:00:02Z') },
      expected: 'o:\no:end without newline',
    },
    {
      name: 'what was written until a time, with room for details',
      options: { untilMs: Date.parse('2026-11-24T04:00:00.5Z'), details: true },
      expected: 'o: one\n',
    },
    {
      name: 'more lines than there are',
      options: { tail: 9 },
      expected: 'o:one\ne:two\no:\no:end without newline',
    },
  ])('gives $name', async ({ options, expected }) => {
    expect((await read(options)).replaceAll(/(?<=tw)e:/g, '')).toBe(expected);
  });

  it('puts times before lines', async () => {
    expect(await read({ tail: 1, timestamps: true })).toBe(
      'o:2026-11-24T04:00:03.000000001Z end without newline',
    );
  });

  it('is empty for a container that never ran', async () => {
    await rm(path);
    expect(await read({})).toBe('');
  });

  it('takes a line whole whose parts have another stream between them', async () => {
    await writeFile(
      path,
      [
        '2026-11-24T04:00:00.000000001+00:00 stdout F one',
        '2026-11-24T04:00:01.000000001+00:00 stdout P th',
        '2026-11-24T04:00:01.000000002+00:00 stderr F two',
        '2026-11-24T04:00:02.000000001+00:00 stdout F ree',
        '2026-11-24T04:00:03.000000001+00:00 stdout F four',
        '',
      ].join('\n'),
    );
    expect(await read({ tail: 2, details: true })).toBe('o: tho:ree\no: four\n');
    expect(await read({ tail: 2 })).toBe('o:tho:ree\no:four\n');
    expect(await read({ tail: 3 })).toBe('o:the:two\no:ree\no:four\n');
  });

  it('follows until the container ends', async () => {
    let running = true;
    const seen: string[] = [];
    const options = { follow: true, tail: null, timestamps: false };
    const onOutput = (_: string, data: Buffer) => void seen.push(data.toString());
    await writeFile(path, '');
    const done = readLog(path, options, () => running, onOutput, never);
    await appendFile(path, '2026-11-24T04:00:09.0+00:00 stdout F later\n');
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await appendFile(path, '2026-11-24T04:00:09.1+00:00 stdout F last\n');
    running = false;
    await done;
    expect(seen).toEqual(['later\n', 'last\n']);
  });
});
