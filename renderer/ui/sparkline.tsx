import styles from './sparkline.module.css';

const width = 240;
const height = 48;

/** A small chart of the last values, the newest at the right. What it says is said in words too. */
export function Sparkline(props: {
  readonly label: string;
  readonly values: ReadonlyArray<number>;
  /** How many values the whole width holds. */
  readonly capacity: number;
  /** The value at the top; grows with larger values. */
  readonly top: number;
}) {
  const { values } = props;
  const top = Math.max(props.top, ...values);
  const step = width / Math.max(1, props.capacity - 1);
  const points = values.map((value, index) => {
    const x = width - (values.length - 1 - index) * step;
    const y = height - 1 - (top <= 0 ? 0 : value / top) * (height - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const first = points[0]?.split(',')[0] ?? String(width);
  return (
    <svg
      className={styles['chart']}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={props.label}
    >
      {points.length < 2 ? null : (
        <>
          <polygon
            className={styles['area']}
            points={`${first},${height} ${points.join(' ')} ${width},${height}`}
          />
          <polyline className={styles['line']} points={points.join(' ')} />
        </>
      )}
    </svg>
  );
}
