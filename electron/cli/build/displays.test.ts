import { describe, expect, it } from 'vitest';
import { DarkroomError } from '../../../shared/errors';
import type { BuildStep, JobLogInput } from '../../../shared/model/job';
import { UsageError } from '../command';
import { openDisplay } from './build-display';
import { FailureNotes } from './failure-report';
import { PlainDisplay } from './plain-display';
import { RawJsonDisplay } from './raw-json-display';
import { TtyDisplay } from './tty-display';

const second = 1000;
const start = Date.parse('2026-01-01T00:00:00Z');

function step(number: number, stage: string, title: string, state: BuildStep['state']) {
  const began = state === 'waiting' ? null : start;
  const finishedAt = began === null || state === 'running' ? null : start + 2 * second;
  const value: BuildStep = {
    number,
    stage,
    title,
    line: number + 1,
    state,
    startedAt: began,
    finishedAt,
    reason: '',
    cause: null,
    inputs: [],
    layer: null,
  };
  return { kind: 'step', step: value } as const;
}

const output = (number: number, text: string): JobLogInput => ({
  kind: 'output',
  step: number,
  stream: 'stdout',
  text,
});

/** Two stages: one step is cached, two run side by side, one never runs. */
const log: ReadonlyArray<JobLogInput> = [
  step(1, 'build', 'COPY a /', 'waiting'),
  step(2, 'build', 'RUN make', 'waiting'),
  step(3, 'stage-1', 'RUN true', 'waiting'),
  step(4, 'stage-1', 'COPY --from=build /x /', 'waiting'),
  step(1, 'build', 'COPY a /', 'running'),
  step(1, 'build', 'COPY a /', 'cached'),
  step(2, 'build', 'RUN make', 'running'),
  output(2, 'one\ntw'),
  step(3, 'stage-1', 'RUN true', 'running'),
  output(2, 'o\nthree'),
  step(3, 'stage-1', 'RUN true', 'done'),
  step(2, 'build', 'RUN make', 'failed'),
  step(4, 'stage-1', 'COPY --from=build /x /', 'cancelled'),
];

class Sink {
  text = '';
  readonly columns = 60;
  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

const asStream = (sink: Sink) => sink as unknown as NodeJS.WriteStream;

describe('PlainDisplay', () => {
  it('says of every line which step it belongs to', () => {
    const sink = new Sink();
    const display = new PlainDisplay(asStream(sink), () => start + 123);
    for (const entry of log) display.log(entry);
    display.close();
    expect(sink.text).toBe(
      [
        '#1 [build 2/3] COPY a /',
        '#1 CACHED',
        '',
        '#2 [build 3/3] RUN make',
        '#2 0.123 one',
        '',
        '#3 [stage-1 2/3] RUN true',
        '',
        '#2 0.123 two',
        '',
        '#3 DONE 2.0s',
        '',
        '#2 0.123 three',
        '#2 ERROR',
        '',
        '',
      ].join('\n'),
    );
  });

  it('leaves the stage out where there is only one without a name', () => {
    const sink = new Sink();
    const display = new PlainDisplay(asStream(sink));
    display.log(step(1, 'stage-0', 'RUN true', 'waiting'));
    display.log(step(1, 'stage-0', 'RUN true', 'running'));
    expect(sink.text).toBe('#1 [2/2] RUN true\n');
  });
});

describe('RawJsonDisplay', () => {
  it('writes one object a line', () => {
    const sink = new Sink();
    const display = new RawJsonDisplay(asStream(sink), () => start);
    for (const entry of log.slice(4, 8)) display.log(entry);
    const events = sink.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, Array<Record<string, unknown>>>);
    expect(events).toHaveLength(4);
    const [, cached, running, printed] = events;
    expect(cached?.['vertexes']?.[0]).toMatchObject({ name: '[build 2/2] COPY a /', cached: true });
    expect(running?.['vertexes']?.[0]).not.toHaveProperty('completed');
    expect(printed?.['logs']?.[0]).toMatchObject({
      vertex: running?.['vertexes']?.[0]?.['digest'],
      data: Buffer.from('one\ntw').toString('base64'),
    });
  });
});

describe('TtyDisplay', () => {
  it('keeps a line of what is done, and takes the rest away', () => {
    const sink = new Sink();
    const display = new TtyDisplay(asStream(sink), () => start);
    for (const entry of log) display.log(entry);
    display.close();
    const lines = sink.text.split('\n');
    expect(lines.map((line) => line.replace(/ {2,}/g, ' … '))).toEqual([
      ' => CACHED [build 2/3] COPY a / … 2.0s',
      ' => [stage-1 2/3] RUN true … 2.0s',
      ' => ERROR [build 3/3] RUN make … 2.0s',
      '',
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
  });
});

describe('openDisplay', () => {
  it('refuses what it does not know, and a picture without a terminal', () => {
    const stream = asStream(new Sink());
    expect(() => openDisplay('fancy', stream)).toThrow(UsageError);
    expect(() => openDisplay('tty', stream)).toThrow(UsageError);
    expect(openDisplay('auto', stream)).toBeInstanceOf(PlainDisplay);
  });
});

describe('FailureNotes', () => {
  it('tells the last output and the lines of the Dockerfile', () => {
    const notes = new FailureNotes('/src/web.Dockerfile');
    for (const entry of log) notes.log(entry);
    const place = { line: 3, column: 1 };
    const error = new DarkroomError('BUILD_STEP_FAILED', 'no', {
      range: { start: place, end: place },
      data: { lastOutput: 'two\nthree\n', excerpt: '   3 | >>> RUN make' },
    });
    const rule = '-'.repeat(20);
    expect(notes.report(error)).toBe(
      `------\n > [build 3/3] RUN make:\ntwo\nthree\n------\nweb.Dockerfile:3\n${rule}\n   3 | >>> RUN make\n${rule}\n`,
    );
    expect(notes.report(new Error('other'))).toBe('');
  });
});
