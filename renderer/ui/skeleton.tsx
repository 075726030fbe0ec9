import { useEffect, useState } from 'react';

import styles from './skeleton.module.css';
import { useText } from './text';

const patienceMs = 300;

/** Grey rows while a list is read, and nothing at all when that is quick. */
export function Skeleton(props: { readonly rows?: number }) {
  const { t } = useText();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return <div className={styles['skeleton']} />;
  return (
    <div className={styles['skeleton']} role="status" aria-label={t('app.loading')}>
      {Array.from({ length: props.rows ?? 8 }, (_, index) => (
        <div key={index} className={styles['row']}>
          <span style={{ width: `${38 - ((index * 13) % 17)}%` }} />
          <span style={{ width: '8%' }} />
          <span style={{ width: '26%' }} />
          <span style={{ width: '9%' }} />
        </div>
      ))}
    </div>
  );
}
