import { posix } from 'node:path';
import {
  childrenOf,
  listed,
  nothing,
  quote,
  runAll,
  type DraftInput,
  type DraftPart,
} from '../draft-part';
import type { ImageFiles } from '../image-files';
import {
  autoInstalled,
  installedPackages,
  skippedRecommends,
  type DebPackage,
} from './dpkg-database';

const statusFile = 'var/lib/dpkg/status';
const infoFolder = 'var/lib/dpkg/info';

/** What maintainer scripts and apt itself write. */
const written: ReadonlyArray<RegExp> = [
  /^\/var\/lib\/(dpkg|apt|ucf|pam)(\/|$)/,
  /^\/etc\/(alternatives|rc[0-6S]\.d)(\/|$)/,
  /^\/var\/lib\/systemd\//,
];

/** Debian's packages: those asked for are installed, those taken away are purged. */
export async function draftDpkg(
  input: DraftInput,
): Promise<DraftPart & { readonly scripts: string }> {
  const { before, after } = input;
  const old = installedPackages((await before.text(statusFile)) ?? '');
  const now = installedPackages((await after.text(statusFile)) ?? '');
  const added = [...now.values()].filter(({ name }) => !old.has(name));
  const upgraded = [...now.values()].filter(
    ({ name, version }) => old.has(name) && old.get(name)?.version !== version,
  );
  const removed = [...old.values()].filter(({ name }) => !now.has(name));
  if (added.length + upgraded.length + removed.length === 0) {
    return { ...nothing, scripts: '' };
  }
  const automatic = autoInstalled((await after.text('var/lib/apt/extended_states')) ?? '');
  const asked = added.filter(({ name }) => !automatic.has(name));
  // With nothing asked for (dpkg -i, a foreign tool) all of it is named.
  const chosen = asked.length === 0 ? added : asked;
  const files = await filesOf(after, [...added, ...upgraded]);
  const missing = await takenAway(after, added);
  const gone = await filesOf(before, removed);
  const edited = await editedConfigFiles(after, [...added, ...upgraded]);
  const hasCertificates = added.some(({ name }) => name === 'ca-certificates');
  return {
    needs: [],
    instructions: [
      instruction(chosen, upgraded, removed, skippedRecommends(added, chosen, now)),
      ...(missing.length === 0 ? [] : [runAll([listed('rm -rf', missing)])]),
    ],
    packages: chosen.map(({ name, version }) => ({ manager: 'apt', name, version })),
    notes: [],
    scripts: await scriptsOf(after, added),
    covers: (path) => {
      if (edited.has(path)) return false;
      if (files.has(path) || gone.has(path)) return true;
      if (written.some((pattern) => pattern.test(path))) return true;
      if (hasCertificates && /^\/etc\/(ssl\/certs\/|ca-certificates\.conf$)/.test(path))
        return true;
      return isAlternative(after, path) || isEnabledByPackage(after, path, files);
    },
  };
}

function instruction(
  chosen: ReadonlyArray<DebPackage>,
  upgraded: ReadonlyArray<DebPackage>,
  removed: ReadonlyArray<DebPackage>,
  withoutRecommends: boolean,
): string {
  const names = (list: ReadonlyArray<DebPackage>): string[] => list.map(({ name }) => name).sort();
  const flags = withoutRecommends ? '-y --no-install-recommends' : '-y';
  const commands: string[] = [];
  if (chosen.length + upgraded.length > 0) {
    commands.push('apt-get update');
    if (upgraded.length > 0)
      commands.push(listed('apt-get install -y --only-upgrade', names(upgraded)));
    if (chosen.length > 0) commands.push(listed(`apt-get install ${flags}`, names(chosen)));
  }
  if (removed.length > 0) {
    commands.push(
      `apt-get purge -y --allow-remove-essential ${names(removed).map(quote).join(' ')}`,
    );
  }
  if (chosen.length + upgraded.length > 0) commands.push('rm -rf /var/lib/apt/lists/*');
  const [first = '', ...rest] = commands;
  return runAll([`export DEBIAN_FRONTEND=noninteractive \\\n && ${first}`, ...rest]);
}

/** What the packages run when they are installed, and the accounts they describe for systemd-sysusers. */
async function scriptsOf(files: ImageFiles, packages: ReadonlyArray<DebPackage>): Promise<string> {
  const texts: string[] = [];
  for (const { name } of packages) {
    for (const script of ['preinst', 'postinst']) {
      texts.push((await files.text(`${infoFolder}/${name}.${script}`)) ?? '');
    }
  }
  for (const name of childrenOf(files, 'usr/lib/sysusers.d')) {
    texts.push((await files.text(`usr/lib/sysusers.d/${name}`)) ?? '');
  }
  return texts.join('\n');
}

/** Everything that belongs to the packages, with leading slash. */
async function filesOf(
  files: ImageFiles,
  packages: ReadonlyArray<DebPackage>,
): Promise<ReadonlySet<string>> {
  const all = new Set<string>();
  for (const one of packages) {
    const text =
      (await files.text(`${infoFolder}/${one.name}.list`)) ??
      (await files.text(`${infoFolder}/${one.name}:${one.architecture}.list`)) ??
      '';
    for (const line of text.split('\n')) {
      if (line === '' || line === '/.') continue;
      all.add(line);
      // A merged /usr: the list says /lib, the file lies in /usr/lib.
      const place = placeOf(files, line);
      if (place !== null) all.add(place);
    }
  }
  return all;
}

/** Where a path lies once the links of its folders are followed; null where there is no such folder. */
function placeOf(files: ImageFiles, path: string): string | null {
  const folder = files.real(posix.dirname(path).slice(1));
  return folder === null ? null : posix.join('/', folder, posix.basename(path));
}

/** What the new packages brought and somebody took away again. */
async function takenAway(
  files: ImageFiles,
  added: ReadonlyArray<DebPackage>,
): Promise<ReadonlyArray<string>> {
  const gone: string[] = [];
  for (const path of await filesOf(files, added)) {
    // Images are often made without these.
    if (/^\/usr\/share\/(doc|man|info|locale|lintian)(\/|$)/.test(path)) continue;
    const place = placeOf(files, path);
    if (place === path && files.node(path.slice(1)) === null) gone.push(path);
  }
  return gone;
}

async function editedConfigFiles(
  files: ImageFiles,
  packages: ReadonlyArray<DebPackage>,
): Promise<ReadonlySet<string>> {
  const edited = new Set<string>();
  for (const { configFiles } of packages) {
    for (const [path, md5] of configFiles) {
      const now = await files.md5(path.slice(1));
      if (now !== md5) edited.add(path);
    }
  }
  return edited;
}

function isAlternative(files: ImageFiles, path: string): boolean {
  return files.node(path.slice(1))?.link?.startsWith('/etc/alternatives/') ?? false;
}

/** A service that the package's own script enables. */
function isEnabledByPackage(files: ImageFiles, path: string, owned: ReadonlySet<string>): boolean {
  if (!/^\/etc\/systemd\/(system|user)\//.test(path)) return false;
  const link = files.node(path.slice(1))?.link;
  if (link === undefined) return false;
  const target = files.real(link.replace(/^\//, ''));
  return owned.has(link) || (target !== null && owned.has(`/${target}`));
}
