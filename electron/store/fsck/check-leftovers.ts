import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDigest } from '../../oci/digest';
import type { StoreParts } from '../parts';
import type { FsckProblem } from '../store';
import { leftoverNames } from '../sweep';

/** Files and folders that belong to nothing in the index. */
export async function checkLeftovers(
  parts: StoreParts,
  repair: boolean,
): Promise<ReadonlyArray<FsckProblem>> {
  const { paths, database } = parts;
  const containers = new Set(
    database.all<{ id: string }>('SELECT container_id AS id FROM containers').map((row) => row.id),
  );
  const jobs = new Set(
    database.all<{ id: string }>('SELECT job_id AS id FROM jobs').map((row) => row.id),
  );
  const volumes = new Set(
    database.all<{ name: string }>('SELECT name FROM volumes').map((row) => row.name),
  );
  const leftovers = [
    ...(await leftoverNames(paths)).map((name) => join(paths.tmp, name)),
    ...(await strays(paths.containers, (name) => containers.has(name))),
    ...(await strays(paths.volumes, (name) => volumes.has(name))),
    ...(await strays(paths.jobs, (name) => jobs.has(name.replace(/\.jsonl$/, '')))),
    ...(await strays(paths.unpacked, (name) => isUnpackedLayer(parts, name))),
  ];
  const problems: FsckProblem[] = [];
  for (const path of leftovers) {
    problems.push({
      code: 'LEFTOVER',
      subject: path,
      message: `${path} was left behind by work that was interrupted`,
      repaired: repair && (await removeTree(path)),
    });
  }
  return problems;
}

async function strays(
  folder: string,
  isKnown: (name: string) => boolean,
): Promise<ReadonlyArray<string>> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => !isKnown(name)).map((name) => join(folder, name));
}

/** A copy being made right now has another name until it is whole; it is the sandbox's to judge. */
function isUnpackedLayer(parts: StoreParts, name: string): boolean {
  const digest = `sha256:${name.slice(0, 64)}`;
  return isDigest(digest) && parts.layers.has(digest);
}

/** False when files belong to mapped owners, which only the sandbox can remove. */
async function removeTree(path: string): Promise<boolean> {
  return rm(path, { recursive: true, force: true }).then(
    () => true,
    () => false,
  );
}
