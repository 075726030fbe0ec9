import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSampleBridge } from '../../../test/renderer/sample-bridge';
import type { FakeBridge } from '../../../test/renderer/fake-bridge';
import { provideBrowser } from '../../../test/renderer/provide-browser';
import type { BuildTextCheck } from '../../../shared/model/build-page';
import { buildOptions, buildStore, draftOf, openContext } from '../../state/build';
import { useStore } from '../../state/store';
import { BuildOptionsCard } from './build-options';

let bridge: FakeBridge;

beforeEach(async () => {
  provideBrowser();
  bridge = createSampleBridge();
  Object.defineProperty(window, 'darkroom', { value: bridge, configurable: true });
  buildStore.update((state) => ({ ...state, drafts: {} }));
  await openContext('/home/leon/shop');
});
afterEach(cleanup);

const check: BuildTextCheck = {
  problems: [],
  args: [
    { name: 'NODE_ENV', defaultValue: 'production', isSecret: false },
    { name: 'VERSION', defaultValue: null, isSecret: false },
    { name: 'API_TOKEN', defaultValue: null, isSecret: true },
  ],
  targets: ['base', 'deps'],
  secrets: [
    { id: 'npm', isRequired: true },
    { id: 'netrc', isRequired: false },
  ],
  isReadable: true,
};

function Card(props: { readonly check?: BuildTextCheck }) {
  const [isOpen, setOpen] = useState(true);
  const state = useStore(buildStore);
  const found = props.check ?? check;
  return <BuildOptionsCard state={state} check={found} isOpen={isOpen} onToggle={setOpen} />;
}
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const options = () => buildOptions(buildStore.get(), null);

describe('arguments', () => {
  it('are offered with their default, and passed only when they are filled in', () => {
    render(<Card />);
    expect(screen.getByLabelText('NODE_ENV').getAttribute('placeholder')).toContain('production');
    expect(options()?.buildArgs).toBeUndefined();
    type('VERSION', '2');
    expect(options()?.buildArgs).toEqual({ VERSION: '2' });
  });

  it('that hold a secret are hidden, also in the folded line', () => {
    render(<Card />);
    expect(screen.getByLabelText('API_TOKEN').getAttribute('type')).toBe('password');
    type('API_TOKEN', 'hunter22');
    type('VERSION', '2');
    const fold = screen.getByRole('button', { name: /Options/ });
    fireEvent.click(fold);
    expect(fold.textContent).toContain('VERSION=2 · API_TOKEN');
    expect(document.body.textContent).not.toContain('hunter22');
  });

  it('stand nowhere when the text has none', () => {
    render(<Card check={{ ...check, args: [], secrets: [], targets: [] }} />);
    expect(screen.queryByRole('group')).toBeNull();
    expect(screen.queryByLabelText('VERSION')).toBeNull();
  });
});

describe('secrets', () => {
  it('are typed, say whether a step needs them, and are in no option', () => {
    render(<Card />);
    const field = screen.getByLabelText('Value of npm');
    expect(field.getAttribute('type')).toBe('password');
    expect(field.getAttribute('placeholder')).toBe('a step needs it');
    expect(screen.getByLabelText('Value of netrc').getAttribute('placeholder')).toBe('optional');
    type('Value of npm', 'hunter22');
    expect(draftOf(buildStore.get()).secrets['npm']).toEqual({ kind: 'value', value: 'hunter22' });
    expect(JSON.stringify(options())).not.toContain('hunter22');
  });

  it('come from a file that is chosen', async () => {
    bridge.answer('dialog.open', () => ['/home/leon/.npmrc']);
    render(<Card />);
    fireEvent.click(screen.getAllByRole('radio', { name: 'file' })[0] as HTMLElement);
    fireEvent.click(screen.getByRole('button', { name: 'Choose…' }));
    expect(await screen.findByDisplayValue('/home/leon/.npmrc')).toBeTruthy();
    const file = { kind: 'file', path: '/home/leon/.npmrc' };
    expect(draftOf(buildStore.get()).secrets['npm']).toEqual(file);
  });
});

it('refuses names that name no image', () => {
  render(<Card />);
  type('Name', 'Shop:1');
  expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true');
});
