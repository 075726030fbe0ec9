import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { Menu, type MenuItem } from './menu';

const items: ReadonlyArray<MenuItem> = ['Start', 'Stop', 'Delete'].map((text) => ({
  key: text,
  text,
  run: () => undefined,
}));
const menu = (onClose: () => void) => (
  <Menu label="Acts" at={{ x: 0, y: 0 }} items={items} onClose={onClose} />
);

afterEach(cleanup);

describe('a menu', () => {
  it('keeps the focus where it is when what opened it is drawn anew', () => {
    const { rerender } = render(menu(() => undefined));
    fireEvent.keyDown(screen.getByRole('menu'), { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toBe('Stop');
    const last = vi.fn();
    rerender(menu(last));
    expect(document.activeElement?.textContent).toBe('Stop');
    fireEvent.pointerDown(document.body);
    expect(last).toHaveBeenCalledOnce();
  });

  it('gives the focus back when it goes', () => {
    const opener = document.body.appendChild(document.createElement('button'));
    opener.focus();
    const { unmount } = render(menu(() => undefined));
    expect(document.activeElement?.textContent).toBe('Start');
    unmount();
    expect(document.activeElement).toBe(opener);
    opener.remove();
  });
});
