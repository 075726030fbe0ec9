import { paragraphs } from './paragraphs';

export interface DebPackage {
  /** With `:arch` where it is of another architecture than the machine's first. */
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  /** Names of each alternative of what it needs. */
  readonly depends: ReadonlyArray<ReadonlyArray<string>>;
  readonly recommends: ReadonlyArray<ReadonlyArray<string>>;
  readonly provides: ReadonlyArray<string>;
  /** Configuration files with the MD5 that they came with. */
  readonly configFiles: ReadonlyMap<string, string>;
}

/** Installed packages by name, from dpkg's status file. */
export function installedPackages(status: string): ReadonlyMap<string, DebPackage> {
  const found = new Map<string, DebPackage>();
  for (const fields of paragraphs(status)) {
    const name = fields.get('Package');
    if (name === undefined || !(fields.get('Status') ?? '').endsWith(' installed')) continue;
    found.set(name, {
      name,
      architecture: fields.get('Architecture') ?? '',
      version: fields.get('Version') ?? '',
      depends: [...relations(fields.get('Pre-Depends')), ...relations(fields.get('Depends'))],
      recommends: relations(fields.get('Recommends')),
      provides: relations(fields.get('Provides')).flat(),
      configFiles: configFiles(fields.get('Conffiles')),
    });
  }
  return found;
}

/** Names of packages that apt brought along for others, from its extended_states. */
export function autoInstalled(states: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const fields of paragraphs(states)) {
    const name = fields.get('Package');
    if (name !== undefined && fields.get('Auto-Installed') === '1') names.add(name);
  }
  return names;
}

/** `a (>= 1) | b, c` as `[['a', 'b'], ['c']]`. */
function relations(text: string | undefined): ReadonlyArray<ReadonlyArray<string>> {
  if (text === undefined || text === '') return [];
  return text.split(',').map((clause) =>
    clause
      .split('|')
      .map((one) => /^\s*([a-z0-9][a-z0-9+.-]*)/i.exec(one)?.[1] ?? '')
      .filter((one) => one !== ''),
  );
}

function configFiles(text: string | undefined): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const line of (text ?? '').split('\n')) {
    const match = /^(\/\S+)\s+([0-9a-f]{32})\b/.exec(line.trim());
    if (match?.[1] !== undefined && match[2] !== undefined) files.set(match[1], match[2]);
  }
  return files;
}

/**
 * Whether the new packages were installed without those that are only recommended. Told from what is
 * there: one that only a recommendation can have brought says no, a recommendation that was not
 * followed says yes.
 */
export function skippedRecommends(
  added: ReadonlyArray<DebPackage>,
  chosen: ReadonlyArray<DebPackage>,
  installed: ReadonlyMap<string, DebPackage>,
): boolean {
  const byName = new Map(added.map((one) => [one.name, one]));
  const providers = new Map<string, DebPackage[]>();
  for (const one of installed.values()) {
    for (const name of [one.name, ...one.provides])
      providers.set(name, [...(providers.get(name) ?? []), one]);
  }
  const reached = new Set<string>();
  const pending = [...chosen];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (reached.has(next.name)) continue;
    reached.add(next.name);
    for (const provider of next.depends.flat().flatMap((name) => providers.get(name) ?? []))
      if (byName.has(provider.name)) pending.push(provider);
  }
  if (added.some(({ name }) => !reached.has(name))) return false;
  return added.some(({ recommends }) =>
    recommends.some((alternatives) => !alternatives.some((name) => providers.has(name))),
  );
}
