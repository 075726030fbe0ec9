import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { provideBrowser } from '../../../test/renderer/provide-browser';
import { sampleJob, sampleStep } from '../../../test/renderer/sample-data';
import type { BuildStep, JobLogEntry } from '../../../shared/model/job';
import { Steps } from './steps';

const job = sampleJob(Date.now(), { id: 'b', kind: 'build', state: 'running' });
const one = { count: 1, names: ['app.js'] };
const none = { count: 0, names: [] };
const times = { startedAt: 1000, finishedAt: 3500 };
const steps: ReadonlyArray<BuildStep> = [
  sampleStep({ number: 1, stage: 'base', title: 'RUN apt-get update', state: 'cached' }),
  sampleStep({
    number: 2,
    stage: 'deps',
    title: 'COPY app.js /',
    state: 'done',
    inputs: [1],
    ...times,
    reason: 'app.js changed since the last build',
    cause: { kind: 'files', files: { changed: one, added: none, removed: none } },
  }),
  sampleStep({ number: 3, stage: 'deps', title: 'RUN npm ci', state: 'running', inputs: [2] }),
  sampleStep({ number: 4, stage: 'run', title: 'COPY --from=deps /', inputs: [1, 3] }),
];
const output = (step: number, text: string): JobLogEntry => ({
  kind: 'output',
  seq: step,
  at: 0,
  step,
  stream: 'stdout',
  text,
});
const entries = [
  output(2, 'copied\n'),
  output(3, '\u001b[32madded\u001b[0m 211 packages\nfunding\n'),
];

function Page(props: { readonly steps?: ReadonlyArray<BuildStep> }) {
  const [picked, setPicked] = useState<number | null>(null);
  const shown = props.steps ?? steps;
  return <Steps job={job} steps={shown} entries={entries} picked={picked} onPick={setPicked} />;
}
const buttons = () => within(screen.getByRole('list', { name: 'Steps' })).getAllByRole('button');
const log = () => screen.getByRole('log');

beforeEach(provideBrowser);
afterEach(cleanup);

describe('the graph of stages', () => {
  it('says of each step its stage, state, time, and what it waits for', () => {
    render(<Page />);
    const told = buttons().map((button) => button.textContent ?? '');
    expect(told[0]).toContain('base · RUN apt-get updatecached');
    expect(told[1]).toMatch(/deps · COPY app\.js \/.*2\.5 s.*after RUN apt-get update/i);
    expect(told[3]).toMatch(/run · COPY --from=deps \/waits for deps/);
    expect(document.querySelectorAll('svg g')).toHaveLength(4);
  });

  it('leaves the stage out where there is one', () => {
    render(<Page steps={[sampleStep({ number: 1, stage: 'stage-0', title: 'RUN a' })]} />);
    expect(buttons()[0]?.textContent).not.toContain('stage-0');
  });

  it('moves with the arrow keys, and tells why the picked step was not cached', () => {
    render(<Page />);
    expect(screen.getByText(/^COPY app\.js \/ was not cached: app\.js changed/)).toBeTruthy();
    const list = screen.getByRole('list', { name: 'Steps' });
    expect(buttons()[2]?.getAttribute('aria-pressed')).toBe('true');
    fireEvent.keyDown(list, { key: 'ArrowUp' });
    expect(buttons()[1]?.getAttribute('aria-pressed')).toBe('true');
    expect(document.activeElement).toBe(buttons()[1]);
    expect(screen.getByText(/^Not cached: app\.js changed/)).toBeTruthy();
    expect(screen.getByText('2 of 4 steps · 1 cached · 1 running')).toBeTruthy();
  });
});

describe('the log of a step', () => {
  it('is that of the running step until one is picked, with its colours', () => {
    render(<Page />);
    expect(log().textContent).toContain('added 211 packages');
    expect(within(log()).getByText('added').tagName).toBe('SPAN');
    fireEvent.click(buttons()[1] as HTMLElement);
    expect(log().textContent).toBe('copied\n');
    fireEvent.click(buttons()[0] as HTMLElement);
    expect(log().textContent).toContain('This step wrote nothing');
  });

  it('is searched, and copied without its colours', () => {
    const writeText = vi.fn(() => Promise.resolve());
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
    render(<Page />);
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'fund' } });
    expect(log().textContent).not.toContain('packages');
    expect(log().textContent).toContain('funding');
    fireEvent.click(screen.getByRole('button', { name: 'Copy the log' }));
    expect(writeText).toHaveBeenCalledWith('added 211 packages\nfunding\n');
  });
});
