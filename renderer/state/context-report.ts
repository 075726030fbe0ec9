import type { WireError } from '../../shared/errors';
import type { ContextReport, ContextRow, ContextRows } from '../../shared/model/context-report';
import { isCancelled } from '../../shared/errors';
import { call, wireOf } from './bridge';
import { buildStore } from './build';
import { textRequest } from './build-check';
import { createStore } from './store';

/** What is known of the open context's files. */
export interface ReportState {
  readonly contextPath: string | null;
  readonly report: ContextReport | null;
  readonly error: WireError | null;
  readonly isWalking: boolean;
  /** Folders that were opened, by row; `null` stands for the context itself. */
  readonly rows: ReadonlyMap<number | null, ContextRows>;
  readonly open: ReadonlySet<number>;
}

const none: ReportState = {
  contextPath: null,
  report: null,
  error: null,
  isWalking: false,
  rows: new Map(),
  open: new Set(),
};

export const reportStore = createStore<ReportState>(none);

let latest = 0;

/** Walks the context; what was found before stays until the new report is there. */
export async function walkContext(): Promise<void> {
  const request = textRequest(buildStore.get());
  if (request === null) return;
  latest += 1;
  const mine = latest;
  const { contextPath } = request;
  reportStore.update((before) =>
    before.contextPath === contextPath
      ? { ...before, isWalking: true }
      : { ...none, contextPath, isWalking: true },
  );
  try {
    const report = await call('build.report', request);
    const rows = await call('build.reportRows', { reportId: report.reportId, parent: null });
    if (mine !== latest) return;
    const found = { report, rows: new Map([[null, rows]]) };
    reportStore.set({ ...none, contextPath, ...found });
  } catch (error) {
    if (mine !== latest || isCancelled(error)) return;
    reportStore.set({ ...none, contextPath, error: wireOf(error) });
  }
}

/** Opens or closes a folder of the tree; its rows are asked for the first time it opens. */
export async function toggleFolder(index: number): Promise<void> {
  const { report, rows, open } = reportStore.get();
  if (report === null) return;
  const isOpen = open.has(index);
  const next = new Set(open);
  if (isOpen) next.delete(index);
  else next.add(index);
  reportStore.update((state) => ({ ...state, open: next }));
  if (isOpen || rows.has(index)) return;
  const { reportId } = report;
  const found = await call('build.reportRows', { reportId, parent: index });
  reportStore.update((state) =>
    state.report?.reportId === reportId
      ? { ...state, rows: new Map([...state.rows, [index, found]]) }
      : state,
  );
}

export interface FlatRow {
  readonly row: ContextRow;
  readonly depth: number;
}

/** The tree as far as it is open, line by line. */
export function flatRows(state: Pick<ReportState, 'rows' | 'open'>): ReadonlyArray<FlatRow> {
  const flat: FlatRow[] = [];
  const visit = (parent: number | null, depth: number): void => {
    for (const row of state.rows.get(parent)?.rows ?? []) {
      flat.push({ row, depth });
      if (row.isFolder && state.open.has(row.index)) visit(row.index, depth + 1);
    }
  };
  visit(null, 0);
  return flat;
}
