import type { ContainerConfig, Healthcheck } from '../../../../shared/model/image';

const nanosPerSecond = 1_000_000_000;

/** Instructions that turn one configuration into another; what an instruction cannot take back is left. */
export function configLines(
  before: ContainerConfig,
  after: ContainerConfig,
): ReadonlyArray<string> {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const lines: string[] = [];
  const oldEnv = new Set(before.Env ?? []);
  for (const entry of after.Env ?? []) {
    if (!oldEnv.has(entry)) lines.push(`ENV ${assignment(entry)}`);
  }
  const oldLabels = before.Labels ?? {};
  for (const [name, value] of Object.entries(after.Labels ?? {})) {
    if (oldLabels[name] !== value) lines.push(`LABEL ${assignment(`${name}=${value}`)}`);
  }
  const added = (now: object | undefined, old: object | undefined): string[] =>
    Object.keys(now ?? {}).filter((key) => !Object.hasOwn(old ?? {}, key));
  const ports = added(after.ExposedPorts, before.ExposedPorts);
  if (ports.length > 0) lines.push(`EXPOSE ${ports.join(' ')}`);
  const volumes = added(after.Volumes, before.Volumes);
  if (volumes.length > 0) lines.push(`VOLUME ${JSON.stringify(volumes)}`);
  if ((after.WorkingDir ?? '') !== '' && !same(before.WorkingDir, after.WorkingDir))
    lines.push(`WORKDIR ${literal(after.WorkingDir ?? '')}`);
  if (after.StopSignal !== undefined && !same(before.StopSignal, after.StopSignal))
    lines.push(`STOPSIGNAL ${after.StopSignal}`);
  if (after.Healthcheck !== undefined && !same(before.Healthcheck, after.Healthcheck))
    lines.push(healthLine(after.Healthcheck));
  // ENTRYPOINT takes away the CMD of the base, so it comes first.
  if (!same(before.Entrypoint ?? null, after.Entrypoint ?? null))
    lines.push(`ENTRYPOINT ${JSON.stringify(after.Entrypoint ?? [])}`);
  if (!same(before.Cmd ?? null, after.Cmd ?? null))
    lines.push(`CMD ${JSON.stringify(after.Cmd ?? [])}`);
  return lines;
}

function assignment(entry: string): string {
  const at = entry.indexOf('=');
  return `${literal(entry.slice(0, at))}=${quoted(entry.slice(at + 1))}`;
}

function quoted(value: string): string {
  if (/^[\w@%+:,./~-]+$/.test(value)) return value;
  return `"${value.replace(/[\\"$]/g, '\\$&')}"`;
}

function literal(value: string): string {
  return value.replaceAll('$', '\\$');
}

function healthLine(check: Healthcheck): string {
  const [kind, ...words] = check.Test ?? [];
  if (kind === 'NONE' || kind === undefined) return 'HEALTHCHECK NONE';
  const seconds = (name: string, value: number | undefined): string[] =>
    value === undefined || value === 0 ? [] : [`--${name}=${value / nanosPerSecond}s`];
  const flags = [
    ...seconds('interval', check.Interval),
    ...seconds('timeout', check.Timeout),
    ...seconds('start-period', check.StartPeriod),
    ...seconds('start-interval', check.StartInterval),
    ...(check.Retries === undefined || check.Retries === 0 ? [] : [`--retries=${check.Retries}`]),
  ];
  const command = kind === 'CMD-SHELL' ? (words[0] ?? '') : JSON.stringify(words);
  return ['HEALTHCHECK', ...flags, 'CMD', command].join(' ');
}
