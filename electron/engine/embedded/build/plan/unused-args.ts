import type { BuildPlan } from '../../../../dockerfile/dockerfile';

const proxies = new Set(['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy', 'all_proxy']);

/** A warning when `--build-arg` names args that no ARG of the file asks for, in BuildKit's words. */
export function unusedArgs(
  plan: BuildPlan,
  buildArgs: ReadonlyMap<string, string>,
): ReadonlyArray<string> {
  const { dockerfile } = plan;
  const instructions = [
    ...dockerfile.metaArgs,
    ...plan.needed.flatMap((index) => plan.stages[index]?.instructions ?? []),
  ];
  const declared = new Set(
    instructions.flatMap((instruction) =>
      instruction.kind === 'arg' ? instruction.declarations.map(({ name }) => name) : [],
    ),
  );
  const isKnown = (name: string): boolean =>
    declared.has(name) ||
    plan.globalArgs.has(name) ||
    proxies.has(name.toLowerCase()) ||
    name.startsWith('BUILDKIT_') ||
    name === 'SOURCE_DATE_EPOCH';
  const unused = [...buildArgs.keys()].filter((name) => !isKnown(name)).sort();
  if (unused.length === 0) return [];
  return [`[Warning] One or more build-args [${unused.join(' ')}] were not consumed`];
}
