import { useLayoutEffect, useSyncExternalStore } from 'react';

import { settingsStore } from '../state/settings';
import { useStore } from '../state/store';

const darkQuery = '(prefers-color-scheme: dark)';

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(darkQuery);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Puts the theme of the setting, or of the system, on the document. */
export function useTheme(): void {
  const { theme } = useStore(settingsStore);
  const systemDark = useSyncExternalStore(subscribe, () => window.matchMedia(darkQuery).matches);
  const shown = theme === 'system' ? (systemDark ? 'dark' : 'light') : theme;
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = shown;
  }, [shown]);
}
