import { describe, expect, it } from 'vitest';
import type { ImageConfig } from '../../../../shared/model/image';
import type { LayerFile } from '../../../oci/layer/write-files';
import { rootfsEntries, type RootfsImage } from './rootfs-entries';

const config: ImageConfig = {
  architecture: 'amd64',
  os: 'linux',
  created: '2026-01-02T00:00:00Z',
  config: {},
  rootfs: { type: 'layers', diff_ids: [] },
  history: [],
};

function file(path: string, link?: string): LayerFile {
  const common = { uid: 0, gid: 0, mtimeSeconds: 0, mtimeNanos: 0, mode: 0o644, sizeBytes: 0 };
  return link === undefined
    ? { entry: { ...common, path, kind: 'file' } }
    : { entry: { ...common, path, kind: 'hardlink', link } };
}

function image(change: Partial<RootfsImage>): RootfsImage {
  return { name: 'box:1', config, files: [file('etc/passwd')], osRelease: '', ...change };
}

const paths = (files: ReadonlyArray<LayerFile>) => files.map(({ entry }) => entry.path);
const text = (files: ReadonlyArray<LayerFile>, path: string): string | null => {
  const content = files.find(({ entry }) => entry.path === path)?.content;
  return content?.kind === 'bytes' ? Buffer.from(content.bytes).toString() : null;
};

describe('rootfsEntries for WSL', () => {
  const cases: ReadonlyArray<readonly [string, Partial<RootfsImage>, string | null]> = [
    ['nothing to say', {}, null],
    [
      'a user by name',
      { config: { ...config, config: { User: 'leon:staff' } } },
      '[user]\ndefault=leon\n',
    ],
    ['a user by number', { config: { ...config, config: { User: '1000' } } }, null],
    ['root', { config: { ...config, config: { User: 'root' } } }, null],
    ['systemd', { files: [file('lib/systemd/systemd')] }, '[boot]\nsystemd=true\n'],
    ['a wsl.conf of its own', { files: [file('etc/wsl.conf'), file('lib/systemd/systemd')] }, null],
  ];
  it.each(cases)('%s', (_name, change, expected) => {
    expect(text(rootfsEntries(image(change), 'wsl'), 'etc/wsl.conf')).toBe(expected);
  });

  it('leaves out what engines leave in containers', () => {
    const files = [file('.dockerenv'), file('a'), file('run/.containerenv')];
    expect(paths(rootfsEntries(image({ files }), 'wsl'))).toEqual(['a']);
  });
});

describe('rootfsEntries for LXC', () => {
  it('puts everything below rootfs, links too, and says what it is', () => {
    const osRelease = 'PRETTY_NAME="Debian \\"12\\""\nID=debian\nVERSION_CODENAME=bookworm\n';
    const files = [file('bin/a'), file('bin/b', 'bin/a')];
    const entries = rootfsEntries(image({ files, osRelease }), 'lxc');
    expect(paths(entries)).toEqual(['metadata.yaml', 'rootfs', 'rootfs/bin/a', 'rootfs/bin/b']);
    expect(entries[3]?.entry.link).toBe('rootfs/bin/a');
    expect(text(entries, 'metadata.yaml')?.split('\n')).toEqual([
      'architecture: x86_64',
      'creation_date: 1767312000',
      'properties:',
      '  architecture: "amd64"',
      '  description: "Debian \\\\\\"12\\\\\\""',
      '  name: "box:1"',
      '  os: "debian"',
      '  release: "bookworm"',
      '',
    ]);
  });
});
