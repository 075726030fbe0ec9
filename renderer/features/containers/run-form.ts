import type { RunRequest } from '../../../shared/model/container';
import { splitCommand } from '../../state/command-line';

export interface EnvRow {
  readonly name: string;
  readonly value: string;
}

export interface MountRow {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** What the Run dialog holds. */
export interface RunForm {
  readonly image: string;
  readonly command: string;
  readonly name: string;
  readonly env: ReadonlyArray<EnvRow>;
  readonly mounts: ReadonlyArray<MountRow>;
  readonly interactive: boolean;
  readonly hostNetwork: boolean;
  readonly autoRemove: boolean;
}

export const emptyRun: RunForm = {
  image: '',
  command: '',
  name: '',
  env: [],
  mounts: [],
  interactive: true,
  hostNetwork: true,
  autoRemove: false,
};

/** The options a form asks for; rows without a name or a path are left out. */
export function containerOptions(form: RunForm): RunRequest {
  const command = splitCommand(form.command);
  const env = form.env
    .filter((row) => row.name.trim() !== '')
    .map((row) => `${row.name.trim()}=${row.value}`);
  const mounts = form.mounts
    .filter((row) => row.source.trim() !== '' && row.target.trim() !== '')
    .map((row) => ({
      kind: 'bind' as const,
      source: row.source.trim(),
      target: row.target.trim(),
      readOnly: row.readOnly,
    }));
  return {
    image: form.image,
    network: form.hostNetwork ? 'host' : 'none',
    ...(form.name.trim() === '' ? {} : { name: form.name.trim() }),
    ...(command.length === 0 ? {} : { command }),
    ...(env.length === 0 ? {} : { env }),
    ...(mounts.length === 0 ? {} : { mounts }),
    ...(form.interactive ? { tty: true, interactive: true } : {}),
    ...(form.autoRemove ? { autoRemove: true } : {}),
  };
}

export function replaced<T>(rows: ReadonlyArray<T>, index: number, row: T): ReadonlyArray<T> {
  return rows.map((other, at) => (at === index ? row : other));
}

export function without<T>(rows: ReadonlyArray<T>, index: number): ReadonlyArray<T> {
  return rows.filter((_row, at) => at !== index);
}
