import { listed, nothing, runAll, type DraftInput, type DraftPart } from '../draft-part';
import { readRpmDatabase, rpmDatabasePaths, type RpmPackage } from './rpm-database';

/** Packages of rpm systems: what came is installed by dnf, which finds the dependencies itself. */
export async function draftRpm({ before, after }: DraftInput): Promise<DraftPart> {
  const path = rpmDatabasePaths.find((one) => after.node(one) !== null);
  if (path === undefined) return nothing;
  const old = await readRpmDatabase(before, path);
  const now = await readRpmDatabase(after, path);
  const added = [...now.values()].filter(({ name }) => !old.has(name));
  const changed = [...now.values()].filter(
    (one) => old.has(one.name) && old.get(one.name)?.version !== one.version,
  );
  const removed = [...old.values()].filter(({ name }) => !now.has(name));
  if (added.length + changed.length + removed.length === 0) return nothing;
  const files = new Set([...added, ...changed, ...removed].flatMap((one) => one.files));
  const asked = notNeeded(added);
  const names = (list: ReadonlyArray<RpmPackage>): string[] => list.map(({ name }) => name).sort();
  const tool =
    after.node('usr/bin/dnf') !== null
      ? 'dnf'
      : after.node('usr/bin/microdnf') !== null
        ? 'microdnf'
        : after.node('usr/bin/zypper') !== null
          ? 'zypper'
          : 'yum';
  return {
    needs: [],
    instructions: [
      runAll([
        ...(changed.length === 0 ? [] : [listed(`${tool} -y upgrade`, names(changed))]),
        ...(asked.length === 0 ? [] : [listed(`${tool} -y install`, names(asked))]),
        ...(removed.length === 0 ? [] : [listed(`${tool} -y remove`, names(removed))]),
        `${tool} clean all`,
      ]),
    ],
    packages: asked.map(({ name, version }) => ({ manager: 'rpm', name, version })),
    notes: [],
    covers: (one) =>
      files.has(one) || /^\/(var\/lib\/(rpm|dnf|yum)|usr\/lib\/sysimage\/rpm)(\/|$)/.test(one),
  };
}

/** Those that no other new one needs; all where they need each other. */
function notNeeded(added: ReadonlyArray<RpmPackage>): ReadonlyArray<RpmPackage> {
  const needed = new Set(
    added.flatMap(({ name, requires }) => requires.filter((one) => one !== name)),
  );
  const free = added.filter(({ provides }) => !provides.some((one) => needed.has(one)));
  return free.length === 0 ? added : free;
}
