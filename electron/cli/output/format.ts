import { formatTable } from './table';
import { UsageError } from '../command';

export interface Column<T> {
  /** Field name in templates and JSON, e.g. `Repository`. */
  readonly field: string;
  readonly title: string;
  /** False for fields that only `--format` shows. */
  readonly shown?: boolean;
  value(row: T): string;
}

/**
 * Rows in the shape asked for: docker's table, one JSON object a line (`--format json`), or a template
 * (`{{.Field}}`, `{{json .}}`, `table …`).
 */
export function formatRows<T>(
  rows: ReadonlyArray<T>,
  columns: ReadonlyArray<Column<T>>,
  format: string | undefined,
): string {
  const object = (row: T) => Object.fromEntries(columns.map((c) => [c.field, c.value(row)]));
  if (format === undefined || format === 'table') {
    const shown = columns.filter((column) => column.shown !== false);
    return formatTable(
      shown.map((column) => column.title),
      rows.map((row) => shown.map((column) => column.value(row))),
    );
  }
  if (format === 'json') return rows.map((row) => `${JSON.stringify(object(row))}\n`).join('');
  const table = format.startsWith('table ');
  const template = (table ? format.slice(6) : format)
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n');
  const lines = rows.map((row) => renderTemplate(template, object(row)));
  if (!table) return lines.map((line) => `${line}\n`).join('');
  const titles = Object.fromEntries(columns.map((column) => [column.field, column.title]));
  return formatTable(
    renderTemplate(template, titles).split('\t'),
    lines.map((line) => line.split('\t')),
  );
}

/**
 * The part of Go's templates that people use with docker: `{{.A.B}}`, `{{json .A}}`, `{{.}}`.
 * @throws UsageError for anything else, naming it.
 */
export function renderTemplate(template: string, data: unknown): string {
  return template.replace(/\{\{(.*?)\}\}/gs, (_, action: string) => {
    const match = /^\s*(json\s+)?(\.[\w.]*)\s*$/.exec(action);
    if (match === null) {
      throw new UsageError(
        `template parsing error: {{${action}}} is not supported; use {{.Field}} or {{json .Field}}`,
      );
    }
    const value = lookUp(
      data,
      (match[2] ?? '.').split('.').filter((part) => part !== ''),
    );
    return match[1] === undefined && typeof value !== 'object'
      ? String(value)
      : JSON.stringify(value);
  });
}

function lookUp(data: unknown, path: ReadonlyArray<string>): unknown {
  let value = data;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      throw new UsageError(`template: there is no field ".${path.join('.')}"`);
    }
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
