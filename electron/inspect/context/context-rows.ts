import type { ContextRow, ContextRows } from '../../../shared/model/context-report';
import { columnFlags, type ContextColumns } from './context-columns';

/** Rows of one folder that are handed out. */
const mostRows = 2000;

/** The children of a row, or of the root for null. Costs as much as there are children. */
export function contextRows(columns: ContextColumns, parent: number | null): ContextRows {
  const rows: ContextRow[] = [];
  let restFiles = 0;
  let restBytes = 0;
  const end = parent === null ? columns.names.length : (columns.ends[parent] ?? 0);
  for (let index = parent === null ? 0 : parent + 1; index < end; index = nextOf(columns, index)) {
    if (rows.length < mostRows) {
      rows.push(rowOf(columns, index));
    } else {
      restFiles += columns.files[index] ?? 0;
      restBytes += columns.bytes[index] ?? 0;
    }
  }
  return { rows, rest: { files: restFiles, sizeBytes: restBytes } };
}

function nextOf(columns: ContextColumns, index: number): number {
  return Math.max(index + 1, columns.ends[index] ?? 0);
}

function rowOf(columns: ContextColumns, index: number): ContextRow {
  const flags = columns.flags[index] ?? 0;
  const line = columns.ignoredByLine[index] ?? 0;
  return {
    index,
    name: columns.names[index] ?? '',
    isFolder: (flags & columnFlags.folder) !== 0,
    files: columns.files[index] ?? 0,
    sizeBytes: columns.bytes[index] ?? 0,
    ignoredByLine: line === 0 ? null : line,
    isUnused: (flags & columnFlags.unused) !== 0,
  };
}
