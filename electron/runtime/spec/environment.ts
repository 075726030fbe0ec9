import { defaultPath } from './defaults';

/** Value of a variable; the last one wins, as for a C library that reads the block backwards. */
export function variable(env: ReadonlyArray<string>, name: string): string | null {
  const prefix = `${name}=`;
  const found = env.findLast((item) => item.startsWith(prefix));
  return found === undefined ? null : found.slice(prefix.length);
}

/** Puts `additions` over `base`: same names replaced in place, new ones added at the end. */
export function mergeEnvironment(
  base: ReadonlyArray<string>,
  additions: ReadonlyArray<string>,
): string[] {
  const merged = new Map<string, string>();
  for (const item of [...base, ...additions]) {
    const equals = item.indexOf('=');
    merged.set(equals === -1 ? item : item.slice(0, equals), item);
  }
  return [...merged.values()];
}

/** Adds PATH and HOME when they are missing. */
export function completeEnvironment(env: ReadonlyArray<string>, home: string): string[] {
  return [
    ...(variable(env, 'PATH') === null ? [`PATH=${defaultPath}`] : []),
    ...env,
    ...(variable(env, 'HOME') === null ? [`HOME=${home}`] : []),
  ];
}
