import { isLoopback, type RegistryRules } from '../../../shared/model/registry';

/** What is set about a registry, as the dialog holds it. */
export interface RegistryForm {
  readonly registry: string;
  /** A line each; empty ones are left out when it is kept. */
  readonly mirrors: ReadonlyArray<string>;
  /** Null leaves it to where the registry is: allowed on this computer, else not. */
  readonly insecure: boolean | null;
  /** '' for none. */
  readonly caFile: string;
}

export function formOf(registry: string, rules: RegistryRules): RegistryForm {
  const { mirrors = [], insecure = null, caFile = '' } = rules;
  return { registry, mirrors, insecure, caFile };
}

export function rulesOf({ mirrors, insecure, caFile }: RegistryForm): RegistryRules {
  const given = mirrors.map((one) => one.trim()).filter((one) => one !== '');
  return { mirrors: given, ...(insecure === null ? {} : { insecure }), caFile };
}

export function allowsPlain({ registry, insecure }: RegistryForm): boolean {
  return insecure ?? isLoopback(registry.trim());
}

/** The list with one entry moved by `step`; the same list where it would leave it. */
export function moved<T>(list: ReadonlyArray<T>, index: number, step: -1 | 1): ReadonlyArray<T> {
  const to = index + step;
  const one = list[index];
  const other = list[to];
  if (one === undefined || other === undefined) return list;
  return list.map((item, at) => (at === index ? other : at === to ? one : item));
}
