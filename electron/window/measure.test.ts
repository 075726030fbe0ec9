import { describe, expect, it } from 'vitest';

import { Measure } from './measure';

type Line = Readonly<Record<string, string | number>>;

function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('Measure', () => {
  it('finds the longest block of a job, and forgets what came before it', async () => {
    const lines: Line[] = [];
    const measure = new Measure((line) => lines.push(line), Date.now());
    measure.watchBlocks();
    await pause(20);
    block(120);
    await pause(20);
    measure.jobChanged({ id: 'a', kind: 'import', state: 'queued' });
    measure.jobChanged({ id: 'a', kind: 'import', state: 'running' });
    await pause(20);
    block(60);
    await pause(20);
    measure.jobChanged({ id: 'a', kind: 'import', state: 'running' });
    measure.jobChanged({ id: 'a', kind: 'import', state: 'done' });
    measure.finish();
    expect(lines).toMatchObject([
      { measure: 'job', kind: 'import', state: 'done' },
      { measure: 'exit' },
    ]);
    const [job, exit] = lines.map((line) => Number(line['maxBlockMs']));
    expect(job).toBeGreaterThanOrEqual(55);
    expect(job).toBeLessThan(115);
    expect(exit).toBeGreaterThanOrEqual(115);
  });

  it('reports marks from the start of the process', () => {
    const lines: Line[] = [];
    new Measure((line) => lines.push(line), Date.now() - 5000).mark('shown');
    expect(lines).toMatchObject([{ measure: 'mark', name: 'shown' }]);
    expect(Number(lines[0]?.['ms'])).toBeGreaterThanOrEqual(5000);
  });
});
