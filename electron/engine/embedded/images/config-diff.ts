import type { ContainerConfig, ImageConfig } from '../../../../shared/model/image';
import type { ConfigChange } from '../../../../shared/model/snapshot';

/** Settings by the name under which they are shown, each as one text. */
function flatten(config: ImageConfig): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const put = (name: string, value: unknown) => {
    if (value === undefined || value === null || value === '') return;
    if (Array.isArray(value) && value.length === 0) return;
    fields.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  };
  put(
    'Architecture',
    [config.os, config.architecture, config.variant ?? ''].join('/').replace(/\/$/, ''),
  );
  put('Author', config.author);
  const { Env, Labels, ExposedPorts, Volumes, ...plain } = config.config;
  for (const assignment of Env ?? []) {
    const equals = assignment.indexOf('=');
    const name = equals === -1 ? assignment : assignment.slice(0, equals);
    fields.set(`Env ${name}`, equals === -1 ? '' : assignment.slice(equals + 1));
  }
  for (const [name, value] of Object.entries(Labels ?? {})) fields.set(`Labels ${name}`, value);
  put('ExposedPorts', Object.keys(ExposedPorts ?? {}).sort());
  put('Volumes', Object.keys(Volumes ?? {}).sort());
  for (const [name, value] of Object.entries(plain satisfies ContainerConfig)) put(name, value);
  return fields;
}

/** What differs between two images' configurations, by field. */
export function compareConfigs(
  before: ImageConfig,
  after: ImageConfig,
): ReadonlyArray<ConfigChange> {
  const old = flatten(before);
  const now = flatten(after);
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((field): ConfigChange[] => {
    const was = old.get(field) ?? null;
    const is = now.get(field) ?? null;
    if (was === is) return [];
    const kind = was === null ? 'added' : is === null ? 'deleted' : 'changed';
    return [{ field, kind, before: was, after: is }];
  });
}
