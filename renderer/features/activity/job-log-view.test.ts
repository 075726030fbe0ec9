import { expect, it } from 'vitest';

import type { BuildStep } from '../../../shared/model/job';
import { logText } from './job-log-view';

const step: BuildStep = {
  number: 4,
  stage: 'deps',
  title: 'RUN npm ci',
  line: 8,
  state: 'running',
  startedAt: 0,
  finishedAt: null,
  reason: '',
  cause: null,
  inputs: [],
  layer: null,
};

it('numbers output by step, however it was cut into pieces', () => {
  const text = logText([
    { kind: 'message', seq: 0, at: 0, text: 'reading' },
    { kind: 'step', seq: 1, at: 0, step },
    { kind: 'output', seq: 2, at: 0, step: 4, stream: 'stdout', text: 'one\ntw' },
    { kind: 'output', seq: 3, at: 0, step: 4, stream: 'stdout', text: 'o\r\n' },
    { kind: 'step', seq: 4, at: 0, step: { ...step, state: 'failed' } },
  ]);
  expect(text).toBe('reading\n\u001b[1m#4 [deps] RUN npm ci\u001b[0m\n#4 one\n#4 two\n#4 FAILED\n');
});
