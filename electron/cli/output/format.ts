import { renderTemplate } from '../template/render';
import { formatTable } from './table';

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
