import { describe, expect, it } from 'vitest';

import { LogTail } from './log-tail';

describe('LogTail', () => {
  it('keeps everything below the limit, in the order it came', () => {
    const tail = new LogTail(100);
    tail.write('stdout', Buffer.from('out\n'));
    tail.write('stderr', Buffer.from('err\n'));
    expect(tail.end()).toBe('out\nerr\n');
  });

  it('keeps only the last characters of a long log', () => {
    const tail = new LogTail(10);
    for (let line = 0; line < 1000; line += 1) tail.write('stdout', Buffer.from(`${line}\n`));
    expect(tail.end()).toBe('7\n998\n999\n');
  });

  it('puts a character together that two chunks of one stream share', () => {
    const bytes = Buffer.from('镜');
    const tail = new LogTail(100);
    tail.write('stdout', bytes.subarray(0, 1));
    tail.write('stderr', Buffer.from('!'));
    tail.write('stdout', bytes.subarray(1));
    expect(tail.end()).toBe('!镜');
  });
});
