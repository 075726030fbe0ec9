import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSampleBridge } from '../../../test/renderer/sample-bridge';
import type { FakeBridge } from '../../../test/renderer/fake-bridge';
import { provideBrowser } from '../../../test/renderer/provide-browser';
import type { ContextSecrets } from '../../../shared/model/context-report';
import { buildStore, openContext } from '../../state/build';
import { endWalk, reportStore, walkContext } from '../../state/context-report';
import { useStore } from '../../state/store';
import { ContextCard } from './context-card';
import { ContextDialog } from './context-dialog';

let bridge: FakeBridge;

beforeEach(async () => {
  provideBrowser();
  bridge = createSampleBridge();
  Object.defineProperty(window, 'darkroom', { value: bridge, configurable: true });
  await openContext('/home/leon/shop');
});
afterEach(cleanup);

function Card() {
  const report = useStore(reportStore);
  return <ContextCard state={useStore(buildStore)} report={report} onLook={() => undefined} />;
}
const look = async () => {
  await walkContext();
  render(<ContextDialog path="/home/leon/shop" onClose={() => undefined} />);
};
const tab = (name: RegExp) => fireEvent.click(screen.getByRole('tab', { name }));
const cells = () => screen.getAllByRole('cell').map((cell) => cell.textContent);

describe('the context’s card', () => {
  it('shows what the walk found while the files are still looked through', async () => {
    let answer: (found: ContextSecrets) => void = () => undefined;
    bridge.answer('build.reportSecrets', () => new Promise((resolve) => (answer = resolve)));
    const walk = walkContext();
    render(<Card />);
    expect(await screen.findByText(/Looking for secrets…/)).toBeTruthy();
    expect(screen.getByText('Context 3.1 MB')).toBeTruthy();
    expect(screen.getByText(/412 MB left out by \.dockerignore:2 node_modules/)).toBeTruthy();
    const found = { path: 'a', rule: 'aws', line: 1, masked: '•', usedByLine: 2 };
    answer({ secrets: [found], count: 1, unreadFiles: 0 });
    await walk;
    expect(await screen.findByText(/1 secret in a file/)).toBeTruthy();
    const card = screen.getByRole('region', { name: 'Build context' });
    expect(card.dataset['tone']).toBe('warn');
  });

  it('says what cannot be walked', async () => {
    bridge.answer('build.report', () => {
      throw {
        code: 'SOURCE_NOT_READABLE',
        message: 'Read folder “x”: permission denied',
        data: {},
      };
    });
    await walkContext();
    render(<Card />);
    expect(screen.getByText(/permission denied/)).toBeTruthy();
  });

  it('ends the walk when nobody looks', async () => {
    bridge.answer('build.reportSecrets', () => new Promise(() => undefined));
    void walkContext();
    await waitFor(() => expect(reportStore.get().report).not.toBeNull());
    endWalk();
    expect(bridge.calls.at(-1)?.channel).toBe('build.endReport');
  });
});

describe('the report', () => {
  it('begins with secrets that end up in the image, masked, with the line that copies them', async () => {
    await look();
    expect(screen.getByRole('tab', { selected: true }).textContent).toBe('Secrets2');
    expect(cells()).toEqual([
      '.env:2',
      'environment-file',
      '•••••',
      'copied by line 3',
      'keys/id_rsa:1',
      'private-key',
      'RSA •••••',
      'sent, not copied',
    ]);
  });

  it('says what was not read to its end, and that nothing was found', async () => {
    bridge.answer('build.reportSecrets', () => ({ secrets: [], count: 0, unreadFiles: 3 }));
    await look();
    tab(/Secrets/);
    expect(screen.getByText('No secret was found in the files.')).toBeTruthy();
    expect(screen.getByText(/^3 files were not read to their end/)).toBeTruthy();
  });

  it('lists what each line leaves out, and what nothing uses', async () => {
    await look();
    tab(/Left out/);
    expect(cells()).toEqual(['2', 'node_modules such as node_modules', '18402', '412 MB']);
    tab(/Not used/);
    expect(cells()).toEqual(['docs/', '12', '900 KB']);
  });

  it('opens folders of the tree, and marks what a rule found', async () => {
    await look();
    tab(/All files/);
    const tree = screen.getByRole('tree', { name: 'Files by size' });
    const row = (name: RegExp) => within(tree).getByRole('treeitem', { name });
    expect(row(/\.env/).textContent).toContain('environment-file');
    expect(row(/node_modules/).textContent).toContain('left out, line 2');
    fireEvent.click(row(/src/));
    fireEvent.keyDown(tree, { key: 'ArrowRight' });
    expect(await within(tree).findByRole('treeitem', { name: /main\.js/ })).toBeTruthy();
  });
});
