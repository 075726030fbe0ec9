import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { provideBrowser } from '../../test/renderer/provide-browser';
import type { FakeBridge } from '../../test/renderer/fake-bridge';
import { createSampleBridge } from '../../test/renderer/sample-bridge';
import { sampleJob } from '../../test/renderer/sample-data';
import { closeDialog } from '../state/dialogs';
import { dropStore } from '../state/drop';
import { imagesStore } from '../state/images';
import { loading } from '../state/loadable';
import { navigate, select } from '../state/navigation';
import { leaveNotice, noticesStore } from '../state/notices';
import { App } from './app';

let bridge: FakeBridge;

async function open(): Promise<void> {
  render(<App />);
  await screen.findByRole('row', { name: 'debian:12' });
}

beforeEach(() => {
  provideBrowser();
  bridge = createSampleBridge();
  Object.defineProperty(window, 'darkroom', { value: bridge, configurable: true });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  closeDialog();
  dropStore.set({ kind: 'idle' });
  imagesStore.set(loading);
  for (const notice of noticesStore.get()) leaveNotice(notice.id, true);
  select('images', null);
  navigate({ kind: 'images' });
});

const asked = (channel: string): ReadonlyArray<unknown> =>
  bridge.calls.filter((call) => call.channel === channel).map((call) => call.request);
const row = (name: string): HTMLElement => screen.getByRole('row', { name });

describe('the list of images', () => {
  it('moves with arrows and letters and opens with Enter', async () => {
    await open();
    const grid = screen.getByRole('grid', { name: 'Images' });
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    expect(row('debian:12').getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(grid, { key: 'p' });
    expect(row('postgres:16').getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(grid, { key: 'Enter' });
    await screen.findByRole('heading', { level: 1, name: 'postgres:16' });
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await screen.findByRole('heading', { level: 1, name: 'Images' });
  });

  it('narrows while one types and says when nothing is left', async () => {
    await open();
    const field = screen.getByRole('textbox', { name: 'Search in the list' });
    fireEvent.change(field, { target: { value: 'shop 1.4.1' } });
    expect(screen.queryByRole('row', { name: 'debian:12' })).toBeNull();
    expect(row('shop/api:1.4.1')).toBeTruthy();
    fireEvent.change(field, { target: { value: 'zzz' } });
    expect(screen.getByText('Nothing matches “zzz”')).toBeTruthy();
  });

  it('teaches the three ways while there is none', async () => {
    bridge.answer('images.list', () => []);
    render(<App />);
    expect(await screen.findByText('Drop a template here')).toBeTruthy();
    expect(screen.getByText('Build a Dockerfile')).toBeTruthy();
    expect(screen.getByText('Snapshot a container')).toBeTruthy();
  });

  it('says what cannot be read and reads it again', async () => {
    bridge.answer('images.list', () => {
      throw { code: 'STORE_BUSY', message: 'Held by process 12', data: {} };
    });
    render(<App />);
    expect(await screen.findByText('Images cannot be read')).toBeTruthy();
    expect(screen.getByText('STORE_BUSY')).toBeTruthy();
    bridge.answer('images.list', () => []);
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await screen.findByText('Drop a template here')).toBeTruthy();
  });
});

describe('delete', () => {
  it('waits ten seconds and can be undone', async () => {
    await open();
    vi.useFakeTimers();
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'ArrowDown' });
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'Delete' });
    expect(screen.queryByRole('row', { name: 'debian:12' })).toBeNull();
    act(() => void vi.advanceTimersByTime(5_000));
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    act(() => void vi.advanceTimersByTime(20_000));
    expect(row('debian:12')).toBeTruthy();
    expect(asked('images.remove')).toEqual([]);
  });

  it('removes one name after the other when the time is over', async () => {
    await open();
    vi.useFakeTimers();
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'ArrowDown' });
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'Delete' });
    for (let tick = 0; tick < 110; tick += 1) act(() => void vi.advanceTimersByTime(100));
    vi.useRealTimers();
    await waitFor(() =>
      expect(asked('images.remove')).toEqual([
        { name: 'debian:12', force: false },
        { name: 'debian:bookworm', force: false },
      ]),
    );
  });
});

describe('what is handed in', () => {
  const paste = (text: string): void => {
    const event = new Event('paste', { bubbles: true, cancelable: true });
    Object.assign(event, { clipboardData: { files: [], getData: () => text } });
    document.body.dispatchEvent(event);
  };

  it('is named, can be renamed, and is imported with one press', async () => {
    await open();
    act(() => paste('/home/leon/debian-12-minbase.tar.gz'));
    const dialog = await screen.findByRole('dialog', { name: 'debian-12-minbase.tar.gz' });
    expect(within(dialog).getByText('93 MB · root file system · Debian 12 · amd64')).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText('Name'), { target: { value: 'mine:1' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Import' }));
    await waitFor(() =>
      expect(asked('jobs.start')).toEqual([
        {
          kind: 'import',
          options: {
            source: '/home/leon/debian-12-minbase.tar.gz',
            reference: 'mine:1',
            changes: ['CMD ["/bin/bash"]'],
          },
        },
      ]),
    );
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('does not take a name that cannot be one', async () => {
    await open();
    act(() => paste('/home/leon/debian.tar'));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText('Name'), { target: { value: 'Not A Name' } });
    const button = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Import' });
    expect(button.disabled).toBe(true);
  });

  it('says why it cannot be used', async () => {
    await open();
    act(() => paste('/home/leon/notes.zip'));
    const dialog = await screen.findByRole('dialog', { name: 'notes.zip cannot be used' });
    expect(dialog.textContent).toContain('A zip of text files');
  });

  it('is confirmed once when it is several things', async () => {
    await open();
    act(() => paste('/a/one.tar\n/a/image.tar\n/a/notes.zip'));
    const dialog = await screen.findByRole('dialog', { name: '3 things' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Do all 2' }));
    await waitFor(() => expect(asked('jobs.start')).toHaveLength(2));
  });
});

describe('jobs', () => {
  const running = sampleJob(Date.now(), {
    id: 'one',
    kind: 'snapshot',
    subject: 'web',
    state: 'running',
    finishedAt: null,
    parameters: { container: 'web' },
  });

  it('fold into a count when there are several', async () => {
    await open();
    const line = await screen.findByRole('contentinfo', { name: 'Running jobs' });
    expect(within(line).getByText('Importing debian-12-minbase.tar.gz')).toBeTruthy();
    act(() => bridge.emit('jobs.changed', running));
    expect(within(line).getByText('2 jobs running')).toBeTruthy();
  });

  it('end a snapshot with a name that can be changed', async () => {
    await open();
    act(() => bridge.emit('jobs.changed', running));
    act(() =>
      bridge.emit('jobs.changed', {
        ...running,
        state: 'done',
        finishedAt: new Date().toISOString(),
        result: { imageIds: ['sha256:aa'], names: ['web-snapshot:1'], summary: '17 MB' },
      }),
    );
    const field = await screen.findByRole('textbox', { name: 'Name of the snapshot' });
    fireEvent.change(field, { target: { value: 'web:good' } });
    fireEvent.click(screen.getByRole('button', { name: 'Rename' }));
    await waitFor(() =>
      expect(asked('images.tag')).toEqual([{ source: 'sha256:aa', target: 'web:good' }]),
    );
    await waitFor(() =>
      expect(asked('images.remove')).toEqual([{ name: 'web-snapshot:1', force: false }]),
    );
  });

  it('say what failed, with its code and the next step', async () => {
    await open();
    act(() =>
      bridge.emit('jobs.changed', {
        ...running,
        kind: 'import',
        state: 'failed',
        error: { code: 'DISK_FULL', message: 'No room for 204 MB', data: {}, hint: 'Free some.' },
      }),
    );
    expect(await screen.findByText('No room for 204 MB')).toBeTruthy();
    expect(screen.getByText('DISK_FULL')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Free up space' }));
    await waitFor(() => expect(asked('jobs.start')).toEqual([{ kind: 'prune', all: false }]));
  });
});

it('speaks Chinese at once when it is chosen', async () => {
  await open();
  fireEvent.keyDown(document.body, { key: '5', ctrlKey: true });
  fireEvent.click(await screen.findByRole('radio', { name: '简体中文' }));
  expect(await screen.findByRole('heading', { level: 1, name: '设置' })).toBeTruthy();
  await waitFor(() => expect(document.documentElement.lang).toBe('zh-CN'));
});
