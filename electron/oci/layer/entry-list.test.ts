import { describe, expect, it } from 'vitest';
import type { LayerEntry } from '../../../shared/model/layer';
import { decodeEntryBatches } from './entry-batches';
import { EntryList } from './entry-list';
import { entry } from './tar-test-kit';

const file = (path: string, digest: string): LayerEntry => ({ ...entry({ path }), digest });
const folder = (path: string, mode = 0o755): LayerEntry => entry({ path, kind: 'directory', mode });
const symlink = (path: string, link: string): LayerEntry => entry({ path, kind: 'symlink', link });
const hardlink = (path: string, link: string): LayerEntry =>
  entry({ path, kind: 'hardlink', link });

function listOf(entries: ReadonlyArray<LayerEntry>, lenientLinks = false): ReadonlyArray<string> {
  const list = new EntryList({ lenientLinks });
  for (const item of entries) list.add(item);
  return [...decodeEntryBatches(list.finish())].map(
    ({ kind, path, digest, link, mode }) => `${kind} ${path} ${digest ?? link ?? mode.toString(8)}`,
  );
}

describe('EntryList', () => {
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<LayerEntry>, ReadonlyArray<string>]> =
    [
      [
        'keeps a plain list as it is',
        [folder('a'), file('a/b', '1')],
        ['directory a 755', 'file a/b 1'],
      ],
      [
        'lets the last of two files win',
        [file('a', '1'), file('b', '2'), file('a', '3')],
        ['file b 2', 'file a 3'],
      ],
      [
        'keeps what is in a folder named twice',
        [folder('a'), file('a/b', '1'), folder('a', 0o700)],
        ['file a/b 1', 'directory a 700'],
      ],
      [
        'drops what was in a folder that became a file',
        [folder('a'), file('a/b', '1'), file('a', '2')],
        ['file a 2'],
      ],
      [
        'follows a link inside the root',
        [folder('usr'), symlink('lib', 'usr'), file('lib/x', '1')],
        ['directory usr 755', 'symlink lib usr', 'file usr/x 1'],
      ],
      [
        'follows a link from the root, not from the machine',
        [symlink('a', '/etc'), file('a/passwd', '1')],
        ['symlink a /etc', 'file etc/passwd 1'],
      ],
      [
        'stays inside whatever a link says',
        [symlink('a', '../../..'), file('a/x', '1')],
        ['symlink a ../../..', 'file x 1'],
      ],
      [
        'gives a replaced file to the links to it',
        [file('a', '1'), hardlink('b', 'a'), hardlink('c', 'a'), file('a', '2')],
        ['file b 1', 'hardlink c b', 'file a 2'],
      ],
      ['keeps names with odd bytes', [file('caf\udce9', '1')], ['file caf\udce9 1']],
      ['lists the root once', [folder(''), file('a', '1')], ['directory  755', 'file a 1']],
    ];
  for (const [name, entries, expected] of cases) {
    it(name, () => expect(listOf(entries)).toEqual(expected));
  }

  it('refuses a hard link to what is not there', () => {
    expect(() => listOf([hardlink('a', 'b'), file('b', '1')])).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_CORRUPT' }),
    );
    expect(listOf([hardlink('a', 'b')], true)).toEqual(['hardlink a b']);
  });

  it('refuses a loop of links and a file as a folder', () => {
    for (const entries of [
      [symlink('a', 'b'), symlink('b', 'a'), file('a/x', '1')],
      [file('a', '1'), file('a/x', '2')],
    ]) {
      expect(() => listOf(entries)).toThrow(expect.objectContaining({ code: 'ARCHIVE_HOSTILE' }));
    }
  });

  it('holds many entries', () => {
    const list = new EntryList({ lenientLinks: false });
    for (let index = 0; index < 20_000; index += 1) list.add(file(`d/${index}`, String(index)));
    expect([...decodeEntryBatches(list.finish())]).toHaveLength(20_000);
  });
});
