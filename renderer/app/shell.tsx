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
import { usePageFocus } from './use-page-focus';

/** The frame that never changes: rail, page, job line; and what may come over them. */
export function Shell() {
  const { route } = useStore(navigationStore);
  useShortcuts();
  const pageKey = `${route.kind}:${'id' in route ? route.id : ''}`;
  usePageFocus(pageKey);
  return (
    <div className={styles['shell']}>
      <Rail />
      <div className={styles['column']}>
        <main className={styles['main']}>
          <ErrorBoundary resetKey={pageKey}>
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
