import { useId, type ReactNode } from 'react';

import styles from './settings.module.css';

/** A card of settings that belong together, its title beside it. */
export function Section(props: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <h2 id={id} className={styles['title']}>
        {props.title}
      </h2>
      <div className={styles['card']}>{props.children}</div>
    </section>
  );
}
