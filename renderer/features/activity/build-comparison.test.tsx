import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { createSampleBridge } from '../../../test/renderer/sample-bridge';
import type { FakeBridge } from '../../../test/renderer/fake-bridge';
import { provideBrowser } from '../../../test/renderer/provide-browser';
import { sampleJob, sampleStep } from '../../../test/renderer/sample-data';
import { jobsStore } from '../../state/jobs';
import { loading } from '../../state/loadable';
import { navigationStore, select } from '../../state/navigation';
import { BuildComparison } from './build-comparison';

const nowMs = Date.parse('2026-11-26T10:00:00Z');
const at = (seconds: number) => new Date(nowMs + seconds * 1000).toISOString();
const where = { contextPath: '/home/leon/shop', dockerfilePath: '/home/leon/shop/Dockerfile' };
const build = (id: string, start: number, seconds: number, buildArgs: Record<string, string>) =>
  sampleJob(nowMs, {
    id,
    kind: 'build',
    createdAt: at(start),
    startedAt: at(start),
    finishedAt: at(start + seconds),
    parameters: { ...where, buildArgs },
  });
const before = build('before', 0, 9, { V: '1' });
const now = build('now', 60, 2, { V: '2' });
const step = (number: number, title: string, state: 'done' | 'cached', layer: string) =>
  sampleStep({ number, title, state, layer, stage: 'stage-0', startedAt: 0, finishedAt: 500 });

let bridge: FakeBridge;
beforeEach(() => {
  provideBrowser();
  bridge = createSampleBridge();
  Object.defineProperty(window, 'darkroom', { value: bridge, configurable: true });
  jobsStore.set({ kind: 'ready', value: [now, before] });
  bridge.answer('jobs.steps', ({ jobId }) =>
    jobId === 'before'
      ? [
          step(1, 'RUN a', 'done', 'l1'),
          step(2, 'COPY b /', 'done', 'l2'),
          step(3, 'RUN old', 'done', 'l3'),
        ]
      : [
          step(1, 'RUN a', 'cached', 'l1'),
          { ...step(2, 'COPY c /', 'done', 'l4'), cause: { kind: 'instruction' } as const },
        ],
  );
});
afterEach(() => {
  cleanup();
  jobsStore.set(loading);
  select('activity', null);
});

it('says which steps ran again and why, what is gone, and what was asked for differently', async () => {
  render(<BuildComparison job={now} />);
  const list = await screen.findByRole('list', { name: 'Steps' });
  const rows = within(list)
    .getAllByRole('listitem')
    .map((row) => [row.dataset['what'], row.textContent]);
  expect(rows).toEqual([
    ['cached', 'RUN acached'],
    [
      'again',
      expect.stringMatching(
        /^COPY c \/.*ran again.*its text or its variables changed.*was: COPY b \/$/,
      ),
    ],
    ['gone', 'RUN oldno longer there'],
  ]);
  expect(screen.getByText(/^1 ran again, 0 new, 1 cached · 7(\.0)? s faster$/)).toBeTruthy();
  const parameters = screen.getByText('1', { selector: 'del' }).closest('dl');
  expect(parameters?.textContent).toContain('2');
});

it('opens the build before', async () => {
  render(<BuildComparison job={now} />);
  fireEvent.click(await screen.findByRole('button', { name: 'The build before' }));
  expect(JSON.stringify(navigationStore.get())).toContain('"before"');
});

it('says when there is none', () => {
  jobsStore.set({ kind: 'ready', value: [before] });
  render(<BuildComparison job={before} />);
  expect(screen.getByText('There is no build before of this Dockerfile.')).toBeTruthy();
});
