import { describe, expect, it } from 'vitest';
import { formatRows, type Column } from './format';

interface Row {
  readonly name: string;
  readonly size: string;
}
const columns: ReadonlyArray<Column<Row>> = [
  { field: 'Name', title: 'NAME', value: (row) => row.name },
  { field: 'Size', title: 'SIZE', value: (row) => row.size },
  { field: 'Exact', title: 'EXACT', shown: false, value: (row) => `${row.size}!` },
];
const rows: ReadonlyArray<Row> = [
  { name: 'a', size: '1MB' },
  { name: 'longer', size: '2MB' },
];

describe('formatRows', () => {
  const cases: ReadonlyArray<readonly [string, string | undefined, string]> = [
    ['a table', undefined, 'NAME     SIZE\na        1MB\nlonger   2MB\n'],
    [
      'json',
      'json',
      '{"Name":"a","Size":"1MB","Exact":"1MB!"}\n{"Name":"longer","Size":"2MB","Exact":"2MB!"}\n',
    ],
    ['a template', '{{.Name}}={{.Exact}}', 'a=1MB!\nlonger=2MB!\n'],
    [
      'a table of a template',
      'table {{.Name}}\\t{{.Exact}}',
      'NAME     EXACT\na        1MB!\nlonger   2MB!\n',
    ],
  ];
  for (const [name, format, expected] of cases) {
    it(`makes ${name}`, () => {
      expect(formatRows(rows, columns, format)).toBe(expected);
    });
  }
});
