import styles from './lamp.module.css';

/** The safelight: the brand, and "this is what happens next". */
export function Lamp(props: { readonly size?: number; readonly working?: boolean }) {
  const size = props.size ?? 18;
  return (
    <span
      className={styles['lamp']}
      data-working={props.working === true ? '' : undefined}
      style={{ width: size, height: size }}
      aria-hidden="true"
    />
  );
}
