import type { BuildStep } from '../../shared/model/job';

/** A line of the drawn graph: a step in the lane of its stage. */
export interface GraphRow {
  readonly step: BuildStep;
  readonly lane: number;
}

/** From a step down to one that needs it. Rows count from 0. */
export interface GraphEdge {
  readonly fromRow: number;
  readonly fromLane: number;
  readonly toRow: number;
  readonly toLane: number;
  /** `branch` changes lanes right below its start, `merge` right above its end. */
  readonly kind: 'straight' | 'branch' | 'merge';
  readonly to: BuildStep['state'];
}

export interface GraphLayout {
  readonly rows: ReadonlyArray<GraphRow>;
  readonly edges: ReadonlyArray<GraphEdge>;
  readonly laneCount: number;
}

type GraphStep = Pick<BuildStep, 'number' | 'stage' | 'inputs' | 'state' | 'line'>;

interface Span {
  readonly stage: string;
  start: number;
  end: number;
}

/**
 * Puts steps, in the order they run, into lanes: one per stage, and one that nobody needs any more is
 * taken again. No edge runs through a step that is not its own.
 */
export function layoutGraph(steps: ReadonlyArray<BuildStep>): GraphLayout {
  const rowOf = new Map(steps.map((step, row) => [step.number, row]));
  const stageOf = (row: number): string => laneName(steps[row]);
  const first = new Map<string, number>();
  steps.forEach((step, row) => first.set(laneName(step), first.get(laneName(step)) ?? row));
  const isBranch = (row: number, input: number): boolean =>
    first.get(stageOf(row)) === row && steps[row]?.inputs[0] === input;
  const lanes = assignLanes(spansOf(steps, rowOf, isBranch));
  const laneOf = (row: number): number => lanes.get(stageOf(row)) ?? 0;
  const edges = steps.flatMap((step, toRow) =>
    inputRows(step, rowOf).map(([input, fromRow]): GraphEdge => {
      const isSame = stageOf(fromRow) === laneName(step);
      const kind = isSame ? 'straight' : isBranch(toRow, input) ? 'branch' : 'merge';
      const fromLane = laneOf(fromRow);
      return { fromRow, fromLane, toRow, toLane: laneOf(toRow), kind, to: step.state };
    }),
  );
  return {
    rows: steps.map((step, row) => ({ step, lane: laneOf(row) })),
    edges,
    laneCount: Math.max(1, ...[...lanes.values()].map((lane) => lane + 1)),
  };
}

/** Steps outside stages (loading, exporting) have nothing to do with each other. */
function laneName(step: GraphStep | undefined): string {
  if (step === undefined) return '';
  return step.line === null ? `#${step.number}` : step.stage;
}

/** The inputs that are drawn, each once, with their rows. */
function inputRows(
  step: GraphStep,
  rowOf: ReadonlyMap<number, number>,
): ReadonlyArray<readonly [number, number]> {
  return [...new Set(step.inputs)].flatMap((input): ReadonlyArray<readonly [number, number]> => {
    const row = rowOf.get(input);
    return row === undefined ? [] : [[input, row]];
  });
}

/** The rows between which each stage's lane is in use: by its steps and by the edges drawn in it. */
function spansOf(
  steps: ReadonlyArray<GraphStep>,
  rowOf: ReadonlyMap<number, number>,
  isBranch: (row: number, input: number) => boolean,
): ReadonlyArray<Span> {
  const spans = new Map<string, Span>();
  steps.forEach((step, row) => {
    const stage = laneName(step);
    const span = spans.get(stage) ?? { stage, start: row, end: row };
    span.end = row;
    spans.set(stage, span);
  });
  steps.forEach((step, row) => {
    for (const [input, from] of inputRows(step, rowOf)) {
      const source = spans.get(laneName(steps[from]));
      const own = spans.get(laneName(step));
      if (source === undefined || own === undefined || source === own) continue;
      if (isBranch(row, input)) own.start = Math.min(own.start, from);
      else source.end = Math.max(source.end, row);
    }
  });
  return [...spans.values()];
}

function assignLanes(spans: ReadonlyArray<Span>): ReadonlyMap<string, number> {
  const lanes = new Map<string, number>();
  const ends: number[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const free = ends.findIndex((end) => end < span.start);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = span.end;
    lanes.set(span.stage, lane);
  }
  return lanes;
}

/** The stages a waiting step still waits for, its own left out. */
export function waitsFor(step: BuildStep, steps: ReadonlyArray<BuildStep>): ReadonlyArray<string> {
  if (step.state !== 'waiting') return [];
  const open = steps.filter(
    (other) =>
      step.inputs.includes(other.number) &&
      other.stage !== step.stage &&
      other.state !== 'done' &&
      other.state !== 'cached',
  );
  return [...new Set(open.map((other) => other.stage))];
}
