import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createFakeBridge, type FakeBridge } from '../../test/renderer/fake-bridge';
import { sampleJob } from '../../test/renderer/sample-data';
import { DarkroomError } from '../../shared/errors';
import type { Job } from '../../shared/model/job';
import type { Language } from '../../shared/text/text';
import { noticeEndOf } from '../state/job-notices';
import { doUnlessUndone, leaveNotice, noticesStore, showDone, showError } from '../state/notices';
import { TextProvider } from '../ui/text';
import { Notices } from './notices';

let bridge: FakeBridge;
const inLanguage = (language: Language) => (
  <TextProvider language={language} nowMs={0}>
    <Notices />
  </TextProvider>
);

beforeEach(() => {
  bridge = createFakeBridge();
  Object.defineProperty(window, 'darkroom', { value: bridge, configurable: true });
});
afterEach(() => {
  cleanup();
  for (const { id } of noticesStore.get()) leaveNotice(id, true);
});

const failed = (kind: Job['kind']): Job =>
  sampleJob(0, {
    id: 'one',
    kind,
    subject: 'shop/api:1',
    state: 'failed',
    error: { code: 'DISK_FULL', message: 'No room for 204 MB', data: {} },
  });

interface Case {
  readonly name: string;
  readonly show: () => void;
  readonly said: Readonly<Record<Language, ReadonlyArray<string>>>;
}

const cases: ReadonlyArray<Case> = [
  {
    name: 'something done',
    show: () => showDone((t) => t('image.tagged', { name: 'shop/api:2' })),
    said: { en: ['shop/api:2 now points here'], 'zh-CN': ['shop/api:2 已指向此镜像'] },
  },
  {
    name: 'something that can be undone, and its button',
    show: () =>
      doUnlessUndone({
        text: (t) => t('containers.deleted', { name: 'web' }),
        hide: () => undefined,
        show: () => undefined,
        act: () => Promise.resolve(),
      }),
    said: { en: ['web deleted', 'Undo'], 'zh-CN': ['已删除 web', '撤销'] },
  },
  {
    name: 'a job that failed: title, headline and buttons',
    show: () => noticeEndOf(failed('push')),
    said: {
      en: ['Push of shop/api:1 failed', 'Show the log', 'Free up space'],
      'zh-CN': ['推送 shop/api:1：失败', '查看日志', '释放空间'],
    },
  },
  {
    name: 'an error without words of its own: the headline of its code',
    show: () => showError(new DarkroomError('DISK_FULL', 'No room for 204 MB')),
    said: { en: ['The disk is full'], 'zh-CN': ['磁盘已满'] },
  },
];

describe('a notice speaks the language chosen after it was made', () => {
  it.each(cases)('$name', ({ show, said }) => {
    const { rerender } = render(inLanguage('en'));
    act(show);
    for (const text of said.en) expect(screen.getByText(text)).toBeTruthy();
    rerender(inLanguage('zh-CN'));
    for (const text of said.en) expect(screen.queryByText(text)).toBeNull();
    for (const text of said['zh-CN']) expect(screen.getByText(text)).toBeTruthy();
    rerender(inLanguage('en'));
    for (const text of said.en) expect(screen.getByText(text)).toBeTruthy();
  });

  it('and a name typed into it stays', () => {
    const { rerender } = render(inLanguage('en'));
    const result = { imageIds: ['sha256:aa'], names: ['web-snapshot:1'], summary: '17 MB' };
    const job = sampleJob(0, {
      id: 'one',
      kind: 'snapshot',
      subject: 'web',
      state: 'done',
      result,
    });
    act(() => noticeEndOf({ ...job, parameters: { containerName: 'web' } }));
    const field = screen.getByRole('textbox', { name: 'Name of the snapshot' });
    fireEvent.change(field, { target: { value: 'web:good' } });
    rerender(inLanguage('zh-CN'));
    const after = screen.getByRole<HTMLInputElement>('textbox', { name: '快照名称' });
    expect(after.value).toBe('web:good');
  });
});
