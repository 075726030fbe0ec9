import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FaultLog } from './fault-log';

describe('FaultLog', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'darkroom-fault-log-'));
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  it('writes where, the stack and the causes', () => {
    const log = new FaultLog(join(folder, 'new', 'faults.log'));
    log.write('images.list', new Error('outer', { cause: new Error('inner') }));
    const text = readFileSync(log.path, 'utf8');
    expect(text).toMatch(/^\d{4}-.*Z images\.list: Error: outer\n.*fault-log\.test/u);
    expect(text).toContain('caused by Error: inner');
  });

  it('starts a new file when the old one is large, and keeps that one', () => {
    const log = new FaultLog(join(folder, 'faults.log'));
    writeFileSync(log.path, 'x'.repeat(1024 * 1024 + 1));
    log.write('start', 'no');
    expect(readFileSync(log.path, 'utf8')).toMatch(/Z start: no\n$/u);
    expect(statSync(`${log.path}.1`).size).toBe(1024 * 1024 + 1);
  });

  it('keeps quiet when it cannot write', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() =>
      new FaultLog(join(folder, 'file', 'faults.log')).write('start', 'no'),
    ).not.toThrow();
  });
});
