import { classes } from './classes';
import styles from './progress-bar.module.css';

/** How far something is, from 0 to 1; null moves without saying how far. */
export function ProgressBar(props: {
  readonly label: string;
  readonly fraction: number | null;
  /** For amounts that are no work under way. */
  readonly calm?: boolean;
}) {
  const percent = props.fraction === null ? null : Math.round(props.fraction * 100);
  return (
    <div
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      className={classes(styles['track'], props.calm === true && styles['calm'])}
    >
      <div
        className={classes(styles['bar'], props.fraction === null && styles['unknown'])}
        style={props.fraction === null ? {} : { transform: `scaleX(${props.fraction})` }}
      />
    </div>
  );
}

export function Meter(props: { readonly label: string; readonly fraction: number }) {
  return (
    <div
      role="meter"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(props.fraction * 100)}
      className={styles['track']}
    >
      <div className={styles['bar']} style={{ transform: `scaleX(${props.fraction})` }} />
    </div>
  );
}
