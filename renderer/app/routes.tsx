import { lazy, Suspense } from 'react';

import { assertNever } from '../../shared/errors';
import { ActivityPage } from '../features/activity/activity-page';
import { BuildPage } from '../features/build/build-page';
import { ContainerPage } from '../features/container/container-page';
import { ReviewPage } from '../features/container/review/review-page';
import { ContainersPage } from '../features/containers/containers-page';
import { ImagePage } from '../features/image/image-page';
import { ImagesPage } from '../features/images/images-page';
import { SettingsPage } from '../features/settings/settings-page';
import type { Route } from '../state/navigation';

/** Loaded when first shown: half of the window's code is the terminal. */
const TerminalPanel = lazy(async () => {
  const { TerminalPanel: panel } = await import('../features/terminal/terminal-panel');
  return { default: panel };
});

/** The page of a route; and where one page shows another's part, the two are put together. */
export function RouteView(props: { readonly route: Route }) {
  const { route } = props;
  switch (route.kind) {
    case 'images':
      return <ImagesPage />;
    case 'image':
      return <ImagePage key={route.id} id={route.id} tab={route.tab} />;
    case 'containers':
      return <ContainersPage />;
    case 'container':
      return (
        <ContainerPage
          key={route.id}
          id={route.id}
          tab={route.tab}
          terminal={(container) => (
            <Suspense fallback={null}>
              <TerminalPanel container={container} />
            </Suspense>
          )}
        />
      );
    case 'review':
      return <ReviewPage key={route.id} id={route.id} />;
    case 'build':
      return <BuildPage />;
    case 'activity':
      return <ActivityPage />;
    case 'settings':
      return <SettingsPage />;
    default:
      return assertNever(route);
  }
}
