import { posix } from 'node:path';
import { isAdded, listed, nothing, runAll, type DraftInput, type DraftPart } from '../draft-part';

const specification = /^\/(.*)\/specifications\/(.+)-(\d[^/-]*(?:-[a-z][^/]*)?)\.gemspec$/;

/** Ruby gems that no package of the system brought; those others depend on come by themselves. */
export async function draftGem({ after, changes }: DraftInput): Promise<DraftPart> {
  const gems: Array<{ home: string; name: string; version: string; needs: string[] }> = [];
  for (const { path } of changes.filter(isAdded)) {
    const [, home, name, version] = specification.exec(path) ?? [];
    if (home === undefined || name === undefined || version === undefined) continue;
    // Debian's own gems lie in a home of their own and belong to packages.
    if (home.startsWith('usr/share/rubygems-integration')) continue;
    const text = (await after.text(path.slice(1))) ?? '';
    const needs = [...text.matchAll(/add_(?:runtime_)?dependency\(%q<([^>]+)>/g)];
    gems.push({ home, name, version, needs: needs.map((match) => match[1] ?? '') });
  }
  if (gems.length === 0) return nothing;
  const needed = new Set(gems.flatMap((gem) => gem.needs));
  const asked = gems.filter(({ name }) => !needed.has(name));
  const chosen = asked.length === 0 ? gems : asked;
  const hasDocuments = gems.some(
    ({ home, name, version }) => after.node(`${home}/doc/${name}-${version}`) !== null,
  );
  const words = chosen.map(({ name, version }) => `${name}:${version}`).sort();
  const flags = hasDocuments ? '' : ' --no-document';
  const roots = gems.flatMap(({ home, name, version }) =>
    ['gems', 'doc', 'build_info'].map((kind) => `/${home}/${kind}/${name}-${version}`),
  );
  const homes = new Set(gems.map(({ home }) => home));
  return {
    needs: [],
    instructions: [runAll([listed(`gem install${flags}`, words)])],
    packages: gems.map(({ name, version }) => ({ manager: 'gem', name, version })),
    notes: [],
    covers: (path) =>
      roots.some((root) => path === root || path.startsWith(`${root}/`)) ||
      [...homes].some(
        (home) =>
          path.startsWith(`/${home}/extensions/`) ||
          gems.some(({ name, version }) =>
            [
              `/${home}/specifications/${name}-${version}.gemspec`,
              `/${home}/cache/${name}-${version}.gem`,
              `/${home}/build_info/${name}-${version}.info`,
            ].includes(path),
          ),
      ) ||
      isStub(
        path,
        gems.map(({ home, name, version }) => `${home}/gems/${name}-${version}`),
        after,
      ),
  };
}

/** The command that `gem install` puts into a bin folder for a program of a gem. */
function isStub(path: string, folders: ReadonlyArray<string>, files: DraftInput['after']): boolean {
  if (!/^\/usr\/(local\/)?bin\//.test(path)) return false;
  const name = posix.basename(path);
  return folders.some((folder) =>
    ['bin', 'exe'].some((place) => files.node(`${folder}/${place}/${name}`) !== null),
  );
}
