import { describe, expect, it } from 'vitest';

import { translator } from '../../shared/text/text';
import { sampleJob } from '../../test/renderer/sample-data';
import { announcementFor } from './announcements';

const t = translator('en');
const at = (done: number, state: 'running' | 'done' | 'failed' | 'queued' = 'running') =>
  sampleJob(0, {
    id: 'a',
    kind: 'import',
    subject: '/x/debian.tar',
    state,
    progress: { done, total: 100, unit: 'bytes', label: '' },
    error:
      state === 'failed' ? { code: 'ARCHIVE_TRUNCATED', message: 'It ends early', data: {} } : null,
  });

describe('announcementFor', () => {
  it.each([
    ['the start', undefined, at(0), 'Importing debian.tar started'],
    ['a new tenth', at(9), at(11), 'Importing debian.tar: 10 %'],
    ['no tenth twice', at(11), at(19), null],
    ['not the last tenth: the end follows', at(99), at(100), null],
    ['the end', at(99), at(100, 'done'), 'Import of debian.tar: done'],
    ['a failure', at(50), at(50, 'failed'), 'Import of debian.tar: failed. It ends early'],
    ['not that it waits', undefined, at(0, 'queued'), null],
  ])('%s', (_name, before, now, expected) => {
    expect(announcementFor(before, now, t)).toBe(expected);
  });
});
