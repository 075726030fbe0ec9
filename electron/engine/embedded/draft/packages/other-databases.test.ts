import { describe, expect, it } from 'vitest';
import { apkPackages, apkWorld } from './apk';
import { recordedFiles } from './pip';
import { readHeader } from './rpm-database';

describe("apk's database", () => {
  it('gives packages with their files', () => {
    const text =
      'P:curl\nV:8.1-r0\nF:usr\nF:usr/bin\nR:curl\na:0:0:755\n\nP:musl\nV:1.2\nF:\nR:x\n';
    expect([...apkPackages(text)]).toEqual([
      ['curl', { version: '8.1-r0', files: ['/usr', '/usr/bin', '/usr/bin/curl'] }],
      ['musl', { version: '1.2', files: ['/', '/x'] }],
    ]);
    expect(apkWorld('a\nb>1 c\n')).toEqual(['a', 'b>1', 'c']);
  });
});

describe('a RECORD of pip', () => {
  it('gives files and the folders inside the place', () => {
    const record = 'six.py,sha256=x,1\n"odd,name.py",,\n../../../bin/six,,\nsub/a/b.py,,\n';
    expect(recordedFiles('usr/lib/python3/site-packages', record)).toEqual([
      '/usr/lib/python3/site-packages/six.py',
      '/usr/lib/python3/site-packages/odd,name.py',
      '/usr/bin/six',
      '/usr/lib/python3/site-packages/sub/a/b.py',
      '/usr/lib/python3/site-packages/sub/a',
      '/usr/lib/python3/site-packages/sub',
    ]);
  });
});

/** A header as rpm's database keeps it. */
function header(tags: ReadonlyArray<readonly [number, ReadonlyArray<string | number>]>): Buffer {
  const index: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const [tag, values] of tags) {
    const bytes = Buffer.concat(
      values.map((value) => {
        if (typeof value === 'string') return Buffer.from(`${value}\0`);
        const number = Buffer.alloc(4);
        number.writeUInt32BE(value);
        return number;
      }),
    );
    const entry = Buffer.alloc(16);
    [tag, typeof values[0] === 'string' ? 8 : 4, offset, values.length].forEach((word, at) =>
      entry.writeUInt32BE(word, at * 4),
    );
    index.push(entry);
    data.push(bytes);
    offset += bytes.length;
  }
  const counts = Buffer.alloc(8);
  counts.writeUInt32BE(tags.length, 0);
  counts.writeUInt32BE(offset, 4);
  return Buffer.concat([counts, ...index, ...data]);
}

describe("rpm's headers", () => {
  it('give name, version, files and needs', () => {
    const bytes = header([
      [1000, ['bash']],
      [1001, ['5.2']],
      [1002, ['1.fc40']],
      [1047, ['bash', '/bin/sh']],
      [1049, ['libc.so.6']],
      [1116, [0, 1, 0]],
      [1117, ['bash', 'bashrc', 'sh']],
      [1118, ['/usr/bin/', '/etc/']],
    ]);
    expect(readHeader(bytes)).toEqual({
      name: 'bash',
      version: '5.2-1.fc40',
      files: ['/usr/bin/bash', '/etc/bashrc', '/usr/bin/sh'],
      requires: ['libc.so.6'],
      provides: ['bash', '/bin/sh'],
    });
  });
});
