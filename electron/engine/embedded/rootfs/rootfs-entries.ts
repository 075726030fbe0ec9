import type { ImageConfig } from '../../../../shared/model/image';
import type { LayerEntry } from '../../../../shared/model/layer';
import type { LayerFile } from '../../../oci/layer/write-files';
import type { RootfsFormat } from '../../rootfs-export';

export interface RootfsImage {
  readonly name: string;
  readonly config: ImageConfig;
  readonly files: ReadonlyArray<LayerFile>;
  /** `/etc/os-release` as it is; '' when there is none. */
  readonly osRelease: string;
}

/** Left by engines in containers; means nothing outside one. */
const engineMarks = new Set(['.dockerenv', 'run/.containerenv']);
const systemdPaths = ['usr/lib/systemd/systemd', 'lib/systemd/systemd'];

/** The entries of the archive, in tar order. */
export function rootfsEntries(image: RootfsImage, format: RootfsFormat): ReadonlyArray<LayerFile> {
  const files = image.files.filter(({ entry }) => !engineMarks.has(entry.path));
  return format === 'wsl' ? wslEntries(image, files) : lxcEntries(image, files);
}

/**
 * The root file system as it is, and a wsl.conf that says what WSL cannot know: whom to log in as, and
 * that there is a systemd to start. One that the image brings is left alone.
 */
function wslEntries(image: RootfsImage, files: ReadonlyArray<LayerFile>): ReadonlyArray<LayerFile> {
  const paths = new Set(files.map(({ entry }) => entry.path));
  const content = wslConf(
    image.config,
    systemdPaths.some((path) => paths.has(path)),
  );
  if (paths.has('etc/wsl.conf') || content === '') return files;
  const folder = paths.has('etc') ? [] : [folderEntry('etc')];
  return [...files, ...folder, fileEntry('etc/wsl.conf', content)];
}

/** WSL takes a name only: a numeric user of an image has none to give. */
function wslConf(config: ImageConfig, hasSystemd: boolean): string {
  const user = (config.config.User ?? '').split(':')[0] ?? '';
  const isName = user !== '' && user !== 'root' && !/^\d+$/.test(user);
  return [
    ...(hasSystemd ? ['[boot]', 'systemd=true'] : []),
    ...(isName ? ['[user]', `default=${user}`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** LXD's "Image format", unified tarball: metadata.yaml first, files below `rootfs/`. */
function lxcEntries(image: RootfsImage, files: ReadonlyArray<LayerFile>): ReadonlyArray<LayerFile> {
  return [
    fileEntry('metadata.yaml', metadata(image)),
    folderEntry('rootfs'),
    ...files.map(({ entry, ...rest }) => ({ ...rest, entry: below('rootfs', entry) })),
  ];
}

function below(folder: string, entry: LayerEntry): LayerEntry {
  const path = `${folder}/${entry.path}`;
  return entry.kind === 'hardlink' && entry.link !== undefined
    ? { ...entry, path, link: `${folder}/${entry.link}` }
    : { ...entry, path };
}

/** Kernel's names of architectures, as LXD has them. */
const kernelNames: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  arm: 'armv7l',
  '386': 'i686',
  mips64le: 'mips64',
  loong64: 'loongarch64',
};

function metadata({ name, config, osRelease }: RootfsImage): string {
  const release = new Map(
    [...osRelease.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, key = '', value = '']) => [
      key,
      value.replace(/^(["'])(.*)\1$/, '$2'),
    ]),
  );
  const created = Math.floor(Date.parse(config.created ?? '') / 1000);
  const properties = {
    architecture: config.architecture,
    description: release.get('PRETTY_NAME') ?? name,
    name,
    os: release.get('ID') ?? config.os,
    release: release.get('VERSION_CODENAME') ?? release.get('VERSION_ID') ?? '',
  };
  return [
    `architecture: ${kernelNames[config.architecture] ?? config.architecture}`,
    `creation_date: ${Number.isFinite(created) ? created : 0}`,
    'properties:',
    // A JSON string is a YAML string (YAML 1.2 §1.3).
    ...Object.entries(properties).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
    '',
  ].join('\n');
}

function fileEntry(path: string, content: string): LayerFile {
  const bytes = Buffer.from(content);
  return {
    entry: { ...common, path, kind: 'file', mode: 0o644, sizeBytes: bytes.length },
    content: { kind: 'bytes', bytes },
  };
}

function folderEntry(path: string): LayerFile {
  return { entry: { ...common, path, kind: 'directory', mode: 0o755, sizeBytes: 0 } };
}

const common = { uid: 0, gid: 0, mtimeSeconds: 0, mtimeNanos: 0 } as const;
