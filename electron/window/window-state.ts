import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Settings } from '../../shared/model/settings';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * What the window needs before the store is open: where it stood, and copies of the two settings that
 * decide its first paint. The store's settings win as soon as they are read.
 */
export interface WindowState {
  readonly bounds: Rectangle | null;
  readonly maximized: boolean;
  readonly theme: Settings['theme'];
  readonly language: Settings['language'];
}

export const minimumSize = { width: 720, height: 520 } as const;
export const defaultSize = { width: 1280, height: 800 } as const;

const initial: WindowState = {
  bounds: null,
  maximized: false,
  theme: 'system',
  language: 'system',
};

/** Reads and remembers the window state. A file that is missing or broken gives the defaults. */
export class WindowStateFile {
  private state: WindowState;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly path: string) {
    this.state = readState(path);
  }

  get(): WindowState {
    return this.state;
  }

  update(change: Partial<WindowState>): void {
    this.state = { ...this.state, ...change };
    const text = JSON.stringify(this.state);
    this.writing = this.writing.then(() => write(this.path, text));
  }

  /** Resolves once what was updated is on disk. */
  settled(): Promise<void> {
    return this.writing;
  }
}

/** Losing the window's position is no reason to fail: errors are dropped. */
async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  } catch {
    // The next move of the window tries again.
  }
}

function readState(path: string): WindowState {
  try {
    return stateFrom(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return initial;
  }
}

export function stateFrom(value: unknown): WindowState {
  if (typeof value !== 'object' || value === null) return initial;
  const { bounds, maximized, theme, language } = value as Record<string, unknown>;
  return {
    bounds: rectangleFrom(bounds),
    maximized: maximized === true,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    language: language === 'en' || language === 'zh-CN' ? language : 'system',
  };
}

function rectangleFrom(value: unknown): Rectangle | null {
  if (typeof value !== 'object' || value === null) return null;
  const { x, y, width, height } = value as Record<string, unknown>;
  const numbers = [x, y, width, height];
  if (!numbers.every((number) => Number.isInteger(number))) return null;
  return { x, y, width, height } as Rectangle;
}

/**
 * Bounds that can be reached: where the window stood, when a good part of its title line is on one of
 * the displays that are there now; else only its size, or the default.
 */
export function boundsFor(
  saved: Rectangle | null,
  workAreas: ReadonlyArray<Rectangle>,
): Partial<Rectangle> & { readonly width: number; readonly height: number } {
  if (saved === null) return defaultSize;
  const size = {
    width: Math.max(minimumSize.width, saved.width),
    height: Math.max(minimumSize.height, saved.height),
  };
  const reachable = workAreas.some((area) => {
    const across = Math.min(saved.x + size.width, area.x + area.width) - Math.max(saved.x, area.x);
    const titleInside = saved.y >= area.y - 1 && saved.y + 32 <= area.y + area.height;
    return across >= 160 && titleInside;
  });
  return reachable ? { x: saved.x, y: saved.y, ...size } : size;
}
