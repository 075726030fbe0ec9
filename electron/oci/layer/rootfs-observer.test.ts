import { describe, expect, it } from 'vitest';
import { RootfsObserver } from './rootfs-observer';
import { TarParser } from './tar-parser';
import { tarOf, type TarPart } from './tar-test-kit';

/** The first bytes of a little-endian 64-bit program. */
function elf(machine: number): Buffer {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  header.writeUInt16LE(machine, 18);
  return header;
}

function observe(...parts: TarPart[]): RootfsObserver {
  const observer = new RootfsObserver();
  const parser = new TarParser(observer);
  parser.push(tarOf(...parts));
  parser.end();
  return observer;
}

const osRelease = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n';
const folder = (path: string) => ({ path, kind: 'directory' as const });

describe('RootfsObserver', () => {
  const decisions: ReadonlyArray<readonly [string, TarPart[], unknown]> = [
    ['a system at the top', [folder('etc'), folder('usr')], { kind: 'rootfs', prefix: '' }],
    [
      'LXD',
      [{ path: 'metadata.yaml', content: 'x' }, folder('rootfs'), folder('rootfs/etc')],
      { kind: 'rootfs', prefix: 'rootfs/' },
    ],
    [
      'a system below any folder',
      ['etc', 'usr', 'var'].map((name) => folder(`sys-1/${name}`)),
      { kind: 'rootfs', prefix: 'sys-1/' },
    ],
    [
      'a program of its own',
      [{ path: 'hello', mode: 0o755, content: elf(62) }],
      { kind: 'rootfs', prefix: '' },
    ],
    ['docker save', [{ path: `${'a'.repeat(64)}.json`, content: '{}' }], { kind: 'image-archive' }],
    ['an OCI layout', [folder('blobs'), folder('blobs/sha256')], { kind: 'image-archive' }],
    [
      'documents',
      [
        { path: 'a.txt', content: 'x' },
        { path: 'b.txt', content: 'y' },
      ],
      {
        kind: 'other',
        text: 'a tar of 2 files (“a.txt” and so on), with neither system folders nor programs',
      },
    ],
    ['nothing', [], { kind: 'other', text: 'a tar without files' }],
    [
      'an installed tool below a folder',
      [folder('node/bin'), folder('node/lib'), { path: 'node/x', content: 'x' }],
      {
        kind: 'other',
        text: 'a tar of one file (“node/x”), with neither system folders nor programs',
      },
    ],
  ];
  for (const [name, parts, expected] of decisions) {
    it(`tells ${name}`, () => expect(observe(...parts).decide(true)).toEqual(expected));
  }

  const shell = [
    { path: 'bin', kind: 'symlink' as const, link: 'usr/bin' },
    { path: 'usr/bin/sh', kind: 'symlink' as const, link: 'dash' },
    { path: 'usr/bin/dash', mode: 0o755, content: elf(183) },
    { path: 'usr/bin/bash', mode: 0o755, content: elf(183) },
    { path: 'usr/bin/qemu-x86_64', mode: 0o755, content: elf(62) },
    { path: 'usr/lib/os-release', content: osRelease },
    { path: 'etc/os-release', kind: 'symlink' as const, link: '../usr/lib/os-release' },
  ];
  for (const prefix of ['', 'rootfs/']) {
    it(`reads shell, architecture and name below “${prefix}”`, () => {
      const observer = observe(...shell.map((part) => ({ ...part, path: prefix + part.path })));
      expect(observer.platform(prefix)).toEqual({ architecture: 'arm64' });
      expect(observer.shell(prefix)).toBe('/bin/bash');
      expect(observer.distribution(prefix)).toEqual({
        prettyName: 'Debian GNU/Linux 12 (bookworm)',
        imageName: 'debian:12',
      });
    });
  }

  it('finds busybox behind hard links', () => {
    const observer = observe(
      { path: 'bin/busybox', mode: 0o755, content: elf(40) },
      { path: 'bin/sh', kind: 'hardlink', link: 'bin/busybox' },
      { path: 'etc/debian_version', content: 'trixie/sid\n' },
    );
    expect(observer.shell('')).toBe('/bin/sh');
    expect(observer.platform('')).toEqual({ architecture: 'arm', variant: 'v6' });
    expect(observer.distribution('').imageName).toBe('debian:trixie');
  });
});
