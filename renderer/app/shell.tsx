import { navigationStore } from '../state/navigation';
import { useStore } from '../state/store';
import { DropLayer } from '../features/drop/drop-layer';
import { Announcer } from './announcer';
import { Dialogs } from './dialogs';
import { ErrorBoundary } from './error-boundary';
import { JobLine } from './job-line';
import { Notices } from './notices';
import { Rail } from './rail';
import { RouteView } from './routes';
import styles from './shell.module.css';
import { useShortcuts } from './shortcuts';

/** The frame that never changes: rail, page, job line; and what may come over them. */
export function Shell() {
  const { route } = useStore(navigationStore);
  useShortcuts();
  const resetKey = `${route.kind}:${'id' in route ? route.id : ''}`;
  return (
    <div className={styles['shell']}>
      <Rail />
      <div className={styles['column']}>
        <main className={styles['main']}>
          <ErrorBoundary resetKey={resetKey}>
            <RouteView route={route} />
          </ErrorBoundary>
          <Notices />
        </main>
        <JobLine />
      </div>
      <Dialogs />
      <DropLayer />
      <Announcer />
    </div>
  );
}
