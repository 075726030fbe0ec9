import { listed, nothing, runAll, type DraftInput, type DraftPart } from '../draft-part';

const installedFile = 'lib/apk/db/installed';

interface ApkPackage {
  readonly version: string;
  readonly files: ReadonlyArray<string>;
}

/** Alpine's packages: those in apk's world, which is what somebody asked for. */
export async function draftApk({ before, after }: DraftInput): Promise<DraftPart> {
  const old = apkPackages((await before.text(installedFile)) ?? '');
  const now = apkPackages((await after.text(installedFile)) ?? '');
  const oldWorld = apkWorld((await before.text('etc/apk/world')) ?? '');
  const world = apkWorld((await after.text('etc/apk/world')) ?? '');
  const asked = world.filter((name) => !oldWorld.includes(name));
  const dropped = oldWorld.filter((name) => !world.includes(name));
  const changed = [...now].filter(([name, one]) => old.get(name)?.version !== one.version);
  const gone = [...old].filter(([name]) => !now.has(name));
  if (asked.length + dropped.length + changed.length + gone.length === 0) return nothing;
  const files = new Set([...changed, ...gone].flatMap(([, one]) => one.files));
  const commands = [
    ...(asked.length === 0 ? [] : [listed('apk add --no-cache', asked)]),
    ...(dropped.length === 0 ? [] : [listed('apk del', dropped)]),
  ];
  const isUpgrade = changed.some(([name]) => old.has(name));
  return {
    needs: [],
    instructions: [runAll([...(isUpgrade ? ['apk upgrade --no-cache'] : []), ...commands])],
    packages: asked.map((name) => {
      const bare = name.replace(/[<>=~].*$/, '');
      return { manager: 'apk', name: bare, version: now.get(bare)?.version ?? '' };
    }),
    notes: [],
    covers: (path) =>
      files.has(path) || /^\/(lib\/apk\/|etc\/apk\/world$|var\/cache\/apk\/)/.test(path),
  };
}

export function apkWorld(text: string): ReadonlyArray<string> {
  return text.split(/\s+/).filter((name) => name !== '');
}

/** apk's database: P: name, V: version, F: a folder, R: a file of the folder before. */
export function apkPackages(text: string): ReadonlyMap<string, ApkPackage> {
  const packages = new Map<string, ApkPackage>();
  for (const block of text.split('\n\n')) {
    let name = '';
    let version = '';
    let folder = '';
    const files: string[] = [];
    for (const line of block.split('\n')) {
      const value = line.slice(2);
      if (line.startsWith('P:')) name = value;
      else if (line.startsWith('V:')) version = value;
      else if (line.startsWith('F:')) {
        folder = value;
        files.push(`/${folder}`);
      } else if (line.startsWith('R:'))
        files.push(folder === '' ? `/${value}` : `/${folder}/${value}`);
    }
    if (name !== '') packages.set(name, { version, files });
  }
  return packages;
}
