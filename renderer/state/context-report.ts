import type { WireError } from '../../shared/errors';
import type {
  ContextReport,
  ContextRow,
  ContextRows,
  ContextSecrets,
} from '../../shared/model/context-report';
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
  /** What stands in the files; null until they were looked through. */
  readonly secrets: ContextSecrets | null;
  /** Folders that were opened, by row; `null` stands for the context itself. */
  readonly rows: ReadonlyMap<number | null, ContextRows>;
  readonly open: ReadonlySet<number>;
}

const none: ReportState = {
  contextPath: null,
  report: null,
  error: null,
  isWalking: false,
  secrets: null,
  rows: new Map(),
  open: new Set(),
};

export const reportStore = createStore<ReportState>(none);

let latest = 0;

/**
 * Walks the context and then looks for secrets in its files; what was found before stays until the new
 * report is there.
 */
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
    reportStore.update(({ secrets }) => ({ ...none, contextPath, secrets, ...found }));
    const secrets = await call('build.reportSecrets', { reportId: report.reportId });
    if (mine === latest) reportStore.update((state) => ({ ...state, secrets }));
  } catch (error) {
    if (mine !== latest || isCancelled(error)) return;
    reportStore.set({ ...none, contextPath, error: wireOf(error) });
  }
}

/** Nobody looks any more, or a build reads the same files: neither is slowed down by another reader. */
export function endWalk(): void {
  latest += 1;
  reportStore.update((state) => ({ ...state, isWalking: false }));
  void call('build.endReport', null).catch(() => undefined); // It ends by itself, only later.
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
  /** From the context's root. */
  readonly path: string;
  readonly depth: number;
}

/** The tree as far as it is open, line by line. */
export function flatRows(state: Pick<ReportState, 'rows' | 'open'>): ReadonlyArray<FlatRow> {
  const flat: FlatRow[] = [];
  const visit = (parent: number | null, folder: string, depth: number): void => {
    for (const row of state.rows.get(parent)?.rows ?? []) {
      const path = `${folder}${row.name}`;
      flat.push({ row, path, depth });
      if (row.isFolder && state.open.has(row.index)) visit(row.index, `${path}/`, depth + 1);
    }
  };
  visit(null, '', 0);
  return flat;
}
