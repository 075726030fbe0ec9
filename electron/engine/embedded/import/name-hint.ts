const extensions = /\.(tar|tgz|txz|tbz2?|tzst|gz|xz|bz2|zst|lxd|wsl|img|rootfs)$/i;
const noise =
  /^(x86_64|amd64|i[3-6]86|x86|arm64|aarch64|armhf|arm|minimal|minbase|base|rootfs|root|docker|default|server|wsl|lxc|lxd|oci|template|stable)$/i;

/**
 * An image name from a file's name: `ubuntu-14.04-x86_64-minimal.tar.gz` is `ubuntu:14.04`. Always a
 * valid name.
 */
export function nameFromFile(fileName: string): string {
  let stem = fileName;
  while (extensions.test(stem)) stem = stem.replace(extensions, '');
  const words = stem
    .toLowerCase()
    .split(/[^a-z0-9.]+/)
    .filter((word) => word !== '');
  const version = words.find((word) => /^\d+(\.\d+)*$/.test(word));
  const names = words.filter((word) => word !== version && !noise.test(word));
  const name = (names[0] ?? words.find((word) => word !== version) ?? 'image').replace(
    /^\.+|\.+$/g,
    '',
  );
  const clean = name.replace(/\.+/g, '.');
  return `${clean === '' ? 'image' : clean}:${version ?? 'latest'}`;
}
