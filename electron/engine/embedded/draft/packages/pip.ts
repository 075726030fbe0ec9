import { posix } from 'node:path';
import {
  childrenOf,
  isAdded,
  listed,
  nothing,
  runAll,
  quote,
  type DraftInput,
  type DraftPart,
} from '../draft-part';
import type { ImageFiles } from '../image-files';

const distribution = /^\/(.*\/(?:site|dist)-packages)\/[^/]+\.dist-info$/;

interface PythonPackage {
  readonly name: string;
  readonly version: string;
  readonly isAsked: boolean;
  readonly files: ReadonlyArray<string>;
}

/** Python packages that pip installed, per place: the system's, a user's, a virtual environment's. */
export async function draftPip({ after, changes }: DraftInput): Promise<DraftPart> {
  const places = new Map<string, PythonPackage[]>();
  for (const change of changes.filter(isAdded)) {
    const folder = distribution.exec(change.path)?.[1];
    if (folder === undefined) continue;
    const found = await readDistribution(after, folder, change.path.slice(1));
    if (found !== null) places.set(folder, [...(places.get(folder) ?? []), found]);
  }
  if (places.size === 0) return nothing;
  const covered = new Set<string>();
  const environments: string[] = [];
  const commands: string[] = [];
  for (const [folder, all] of places) {
    for (const file of all.flatMap(({ files }) => files)) covered.add(file);
    const asked = all.some(({ isAsked }) => isAsked) ? all.filter(({ isAsked }) => isAsked) : all;
    const environment = environmentOf(after, folder);
    if (environment !== null) {
      environments.push(`/${environment}`);
      commands.push(`python3 -m venv ${quote(`/${environment}`)}`);
    }
    const words = asked
      .filter(({ name }) => environment === null || !['pip', 'setuptools'].includes(name))
      .map(({ name, version }) => `${name}==${version}`)
      .sort();
    if (words.length > 0) commands.push(listed(pipCommand(after, folder, environment), words));
  }
  return {
    needs: [],
    instructions: commands.length === 0 ? [] : [runAll(commands)],
    packages: [...places.values()].flat().map(({ name, version }) => ({
      manager: 'pip',
      name,
      version,
    })),
    notes: [],
    covers: (path) =>
      covered.has(path) ||
      environments.some((root) => path === root || path.startsWith(`${root}/`)),
  };
}

/** "Recording installed projects", PyPA: METADATA, RECORD, INSTALLER, REQUESTED. */
async function readDistribution(
  files: ImageFiles,
  folder: string,
  path: string,
): Promise<PythonPackage | null> {
  const installer = (await files.text(`${path}/INSTALLER`))?.trim();
  const metadata = await files.text(`${path}/METADATA`);
  const record = await files.text(`${path}/RECORD`);
  if (installer !== 'pip' || metadata === null || record === null) return null;
  const field = (name: string): string =>
    new RegExp(`^${name}: *(.*)$`, 'mi').exec(metadata)?.[1]?.trim() ?? '';
  const owned = recordedFiles(folder, record);
  return {
    name: field('Name'),
    version: field('Version'),
    isAsked: files.node(`${path}/REQUESTED`) !== null,
    files: owned,
  };
}

/** Files of a RECORD with leading slash, and the folders that hold them inside the place. */
export function recordedFiles(folder: string, record: string): ReadonlyArray<string> {
  const all = new Set<string>();
  for (const line of record.split('\n')) {
    const name = /^(?:"((?:[^"]|"")*)"|([^,]*)),/.exec(line);
    const relative = (name?.[1]?.replaceAll('""', '"') ?? name?.[2] ?? '').trim();
    if (relative === '') continue;
    const path = posix.join('/', folder, relative);
    all.add(path);
    for (let up = posix.dirname(path); up.startsWith(`/${folder}/`); up = posix.dirname(up))
      all.add(up);
  }
  return [...all];
}

/** The virtual environment that a place belongs to; null for the system's and a user's. */
function environmentOf(files: ImageFiles, folder: string): string | null {
  const root = /^(.*)\/lib(?:64)?\/python[^/]+\/site-packages$/.exec(folder)?.[1];
  return root !== undefined && files.node(`${root}/pyvenv.cfg`) !== null ? root : null;
}

function pipCommand(files: ImageFiles, folder: string, environment: string | null): string {
  if (environment !== null) return `${quote(`/${environment}/bin/pip`)} install --no-cache-dir`;
  const isUsers = /(^|\/)\.local\//.test(folder);
  const isManaged = childrenOf(files, 'usr/lib').some(
    (name) =>
      name.startsWith('python3') && files.node(`usr/lib/${name}/EXTERNALLY-MANAGED`) !== null,
  );
  return [
    'pip3 install --no-cache-dir',
    ...(isUsers ? ['--user'] : []),
    ...(isManaged ? ['--break-system-packages'] : []),
  ].join(' ');
}
