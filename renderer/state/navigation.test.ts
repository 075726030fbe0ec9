import { describe, expect, it } from 'vitest';

import { goBack, goTo, placeOf, type Navigation } from './navigation';

const start: Navigation = {
  route: { kind: 'images' },
  back: [],
  selection: {},
  inspecting: false,
};

describe('navigation', () => {
  it('goes back to where one came from', () => {
    const there = goTo(goTo(start, { kind: 'containers' }), {
      kind: 'container',
      id: 'web',
      tab: 'logs',
    });
    expect(goBack(there).route).toEqual({ kind: 'containers' });
    expect(goBack(goBack(there)).route).toEqual({ kind: 'images' });
  });

  it('does not count a tab as a step', () => {
    const page = goTo(start, { kind: 'image', id: 'a', tab: 'overview' });
    const tab = goTo(page, { kind: 'image', id: 'a', tab: 'files' });
    expect(goBack(tab).route).toEqual({ kind: 'images' });
  });

  it('leaves the inspector of a narrow window before the page', () => {
    const inspecting = { ...goTo(start, { kind: 'activity' }), inspecting: true };
    expect(goBack(inspecting)).toEqual({ ...inspecting, inspecting: false });
  });

  it('goes from a page without history to its list', () => {
    const page: Navigation = { ...start, route: { kind: 'container', id: 'x', tab: 'logs' } };
    expect(goBack(page).route).toEqual({ kind: 'containers' });
  });

  it('stays where there is nothing to go back to', () => {
    expect(goBack(start)).toBe(start);
  });

  it('does not remember going where one is', () => {
    expect(goTo(start, { kind: 'images' }).back).toEqual([]);
  });

  it('knows the place of a page', () => {
    expect(placeOf({ kind: 'image', id: 'a', tab: 'files' })).toBe('images');
    expect(placeOf({ kind: 'settings' })).toBe('settings');
  });
});
