import { describe, expect, it } from 'vitest';
import { imageTime, withHistoryTimes } from './history-times';

const empty = { empty_layer: true } as const;

describe('withHistoryTimes', () => {
  it('gives layers their time, metadata that of the layer before, and the first metadata that of the first new layer', () => {
    const history = [{ created: 'base' }, { ...empty }, {}, { ...empty }, {}, { ...empty }];
    const times = withHistoryTimes(history, [null, 't1', 't2']).map((entry) => entry.created);
    expect(times).toEqual(['base', 't1', 't1', 't1', 't2', 't2']);
  });

  it('keeps to the base when nothing new has a layer', () => {
    const history = [{ created: 'base' }, { ...empty }];
    expect(withHistoryTimes(history, [null]).map((entry) => entry.created)).toEqual([
      'base',
      'base',
    ]);
    expect(imageTime(withHistoryTimes(history, [null]))).toBe('base');
  });

  it('knows no time where there is none', () => {
    expect(withHistoryTimes([{ ...empty }], [])).toEqual([empty]);
    expect(imageTime([empty])).toBeUndefined();
  });
});
