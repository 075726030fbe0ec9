import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';

import type { BuildStep } from '../../../shared/model/job';
import { formatDuration } from '../../../shared/text/format';
import { layoutGraph, waitsFor, type GraphEdge, type GraphRow } from '../../state/build-graph';
import { shownStage } from '../../state/build-steps';
import { causeText } from '../../state/step-cause';
import { useText } from '../../ui/text';
import { useElapsedMs } from '../../ui/use-elapsed';
import styles from './graph.module.css';

/** In units of the drawing: a row's height, a lane's width, where the first lane runs. */
const rowUnits = 43;
const laneUnits = 16;
const edgeUnits = 9;
const unitsPerRem = 16;

/** The stages as lanes, their steps from top to bottom, and what needs what. */
export function Graph(props: {
  readonly steps: ReadonlyArray<BuildStep>;
  readonly selected: number | null;
  readonly onPick: (step: number) => void;
}) {
  const { t } = useText();
  const { steps } = props;
  const layout = useMemo(() => layoutGraph(steps), [steps]);
  const gutter = edgeUnits * 2 + (layout.laneCount - 1) * laneUnits;
  const height = layout.rows.length * rowUnits;
  const listRef = useRef<HTMLOListElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const at = steps.findIndex((one) => one.number === props.selected);
    const next = steps[Math.max(0, Math.min(steps.length - 1, at + step))];
    if (next === undefined) return;
    event.preventDefault();
    props.onPick(next.number);
    listRef.current?.querySelector<HTMLElement>(`[data-step="${next.number}"]`)?.focus();
  };
  return (
    <div
      className={styles['graph']}
      style={{ minHeight: `min(7rem, ${height / unitsPerRem + 1}rem)` }}
    >
      <svg
        className={styles['lines']}
        viewBox={`0 0 ${gutter} ${height}`}
        style={{ width: `${gutter / unitsPerRem}rem`, height: `${height / unitsPerRem}rem` }}
        aria-hidden="true"
      >
        {layout.edges.map((edge) => (
          <path
            key={`${edge.fromRow}-${edge.toRow}`}
            d={edgePath(edge)}
            className={styles['edge']}
            data-lane={(edge.kind === 'branch' ? edge.toLane : edge.fromLane) % 6}
            data-state={edge.to}
          />
        ))}
        {layout.rows.map((row, index) => (
          <Node key={row.step.number} row={row} index={index} />
        ))}
      </svg>
      <ol
        ref={listRef}
        className={styles['steps']}
        aria-label={t('build.steps')}
        onKeyDown={onKeyDown}
      >
        {layout.rows.map(({ step }) => (
          <Step
            key={step.number}
            step={step}
            steps={steps}
            isSelected={step.number === props.selected}
            onPick={() => props.onPick(step.number)}
          />
        ))}
      </ol>
    </div>
  );
}

const x = (lane: number): number => edgeUnits + lane * laneUnits;
const y = (row: number): number => row * rowUnits + rowUnits / 2;

/** Exported for its test. */
export function edgePath(edge: GraphEdge): string {
  const { fromRow, fromLane, toRow, toLane, kind } = edge;
  const [x1, y1, x2, y2] = [x(fromLane), y(fromRow), x(toLane), y(toRow)];
  if (kind === 'straight' || fromLane === toLane) return `M${x1} ${y1}V${y2}`;
  const half = rowUnits / 2;
  if (kind === 'branch') {
    const turn = y1 + rowUnits;
    return `M${x1} ${y1}C${x1} ${y1 + half} ${x2} ${turn - half} ${x2} ${turn}V${y2}`;
  }
  const turn = y2 - rowUnits;
  return `M${x1} ${y1}V${turn}C${x1} ${turn + half} ${x2} ${y2 - half} ${x2} ${y2}`;
}

function Node(props: { readonly row: GraphRow; readonly index: number }) {
  const { step, lane } = props.row;
  const at = { cx: x(lane), cy: y(props.index) };
  return (
    <g className={styles['node']} data-state={step.state}>
      <circle {...at} r={8} className={styles['halo']} />
      {step.state === 'failed' ? (
        <rect x={at.cx - 4.5} y={at.cy - 4.5} width={9} height={9} rx={2} />
      ) : (
        <circle {...at} r={4.5} />
      )}
    </g>
  );
}

function Step(props: {
  readonly step: BuildStep;
  readonly steps: ReadonlyArray<BuildStep>;
  readonly isSelected: boolean;
  readonly onPick: () => void;
}) {
  const { t, language } = useText();
  const { step } = props;
  const stage = shownStage(step, props.steps);
  const ref = useRef<HTMLLIElement>(null);
  const elapsed = useElapsedMs(step.startedAt, step.finishedAt);
  const running = step.state === 'running';
  useEffect(() => {
    if (running) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [running]);
  const timed = running || step.state === 'done';
  const waits = waitsFor(step, props.steps);
  const end =
    timed && elapsed !== null
      ? formatDuration(language, elapsed)
      : waits.length > 0
        ? t('build.waitsFor', { stages: waits.join(', ') })
        : t(`build.state.${step.state}`);
  const reason = causeText(step, t);
  const before = props.steps.filter((other) => step.inputs.includes(other.number));
  const needs =
    before.length === 0
      ? ''
      : t('build.after', { steps: before.map((other) => other.title).join(', ') });
  return (
    <li ref={ref}>
      <button
        type="button"
        className={styles['step']}
        data-step={step.number}
        data-state={step.state}
        aria-pressed={props.isSelected}
        title={reason === '' ? step.title : t('build.notCached', { reason })}
        onClick={props.onPick}
      >
        <code className={styles['title']}>
          {stage === '' ? null : <span className={styles['stage']}>{stage} · </span>}
          {step.title}
        </code>
        <span className={styles['end']}>
          {timed ? (
            <span className="visually-hidden">{t(`build.state.${step.state}`)} </span>
          ) : null}
          {end}
          {needs === '' ? null : <span className="visually-hidden"> {needs}</span>}
        </span>
      </button>
    </li>
  );
}
