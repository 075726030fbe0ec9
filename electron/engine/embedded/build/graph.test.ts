import { describe, expect, it } from 'vitest';
import { cancelledError } from '../../../base/abort';
import { runGraph, type GraphNode } from './graph';

const tick = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function node(
  name: string,
  inputs: ReadonlyArray<GraphNode<string>>,
  events: string[],
  ms = 5,
): GraphNode<string> {
  return {
    inputs,
    async run(given) {
      events.push(`start ${name}`);
      await tick(ms);
      events.push(`end ${name}`);
      return `${name}(${given.join(',')})`;
    },
  };
}

describe('runGraph', () => {
  it('hands results on and runs what is independent side by side', async () => {
    const events: string[] = [];
    const a = node('a', [], events);
    const b = node('b', [a], events);
    const c = node('c', [a], events);
    const d = node('d', [b, c], events);
    const results = await runGraph([a, b, c, d], 8, new AbortController().signal);
    expect(results.get(d)).toBe('d(b(a()),c(a()))');
    expect(events.slice(2, 4)).toEqual(['start b', 'start c']);
  });

  it('keeps to the limit', async () => {
    let running = 0;
    let most = 0;
    const nodes = Array.from({ length: 10 }, (): GraphNode<string> => ({
      inputs: [],
      async run() {
        running += 1;
        most = Math.max(most, running);
        await tick(3);
        running -= 1;
        return '';
      },
    }));
    await runGraph(nodes, 3, new AbortController().signal);
    expect(most).toBe(3);
  });

  it('throws the first failure once all others have stopped', async () => {
    let stopped = false;
    const slow: GraphNode<string> = {
      inputs: [],
      async run(_inputs, signal) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        await tick(5);
        stopped = true;
        throw cancelledError();
      },
    };
    const broken: GraphNode<string> = {
      inputs: [],
      run: () => Promise.reject(new Error('broken')),
    };
    const after = node('after', [broken], []);
    await expect(runGraph([slow, broken, after], 8, new AbortController().signal)).rejects.toThrow(
      'broken',
    );
    expect(stopped).toBe(true);
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const events: string[] = [];
    const a = node('a', [], events, 20);
    const b = node('b', [a], events);
    setTimeout(() => controller.abort(), 5);
    await expect(runGraph([a, b], 8, controller.signal)).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(events).toEqual(['start a', 'end a']);
  });
});
