import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../shared/model/event';
import { matchesEvent } from './event-filter';
import { eventLine, formattedEvent } from './event-lines';

const died: EngineEvent = {
  type: 'container',
  action: 'die',
  id: 'ab12',
  attributes: { name: 'web', image: 'shop/api:1', exitCode: '137', tier: 'web' },
  timeNanos: '1795687173067700206',
};

describe('filters of events', () => {
  it.each<[ReadonlyArray<readonly [string, ReadonlyArray<string>]>, boolean]>([
    [[], true],
    [[['event', ['start', 'die']]], true],
    [[['event', ['start']]], false],
    [[['container', ['ab']]], true],
    [[['container', ['web']]], true],
    [[['container', ['we']]], false],
    [[['volume', ['web']]], false],
    [[['image', ['shop/api']]], true],
    [[['image', ['shop/api:1']]], true],
    [[['image', ['shop/api:2']]], false],
    [[['label', ['tier=web', 'exitCode=137']]], true],
    [[['label', ['tier=web', 'exitCode=1']]], false],
    [
      [
        ['type', ['image']],
        ['event', ['die']],
      ],
      false,
    ],
    [[['scope', ['local']]], true],
    [[['daemon', ['ab12']]], false],
  ])('%j', (filters, expected) => {
    expect(matchesEvent(new Map(filters), died)).toBe(expected);
  });

  it('means a command inside whatever it is', () => {
    const inside = { ...died, action: 'exec_create: sh -c ls' };
    expect(matchesEvent(new Map([['event', ['exec_create']]]), inside)).toBe(true);
  });
});

describe('lines of events', () => {
  it('has attributes in the order of their names, and nanoseconds', () => {
    expect(eventLine(died)).toMatch(
      /^\S+\.067700206\S+ container die ab12 \(exitCode=137, image=shop\/api:1, name=web, tier=web\)\n$/,
    );
    expect(eventLine({ ...died, attributes: {} })).toMatch(/ container die ab12\n$/);
  });

  it('keeps all digits in JSON', () => {
    expect(formattedEvent(died, 'json')).toContain(
      '"time":1795687173,"timeNano":1795687173067700206}',
    );
  });

  it('has a status of containers and images only', () => {
    const format = '{{.Status}}|{{.ID}}|{{.From}}|{{.Actor.ID}}|{{.TimeNano}}';
    expect(formattedEvent(died, format)).toBe('die|ab12|shop/api:1|ab12|1795687173067700206\n');
    expect(formattedEvent({ ...died, type: 'volume' }, format)).toBe(
      '|||ab12|1795687173067700206\n',
    );
  });
});
