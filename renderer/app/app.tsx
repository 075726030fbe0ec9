import { useEffect } from 'react';

import { nowStore } from '../state/clock';
import { useLanguage } from '../state/settings';
import { startState } from '../state/start';
import { useStore } from '../state/store';
import { TextProvider } from '../ui/text';
import { runCommand } from './commands';
import { ErrorBoundary } from './error-boundary';
import { Shell } from './shell';
import { useTheme } from './theme';

export function App() {
  const language = useLanguage();
  const nowMs = useStore(nowStore);
  useTheme();
  useEffect(() => startState(runCommand), []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <TextProvider language={language} nowMs={nowMs}>
      <ErrorBoundary>
        <Shell />
      </ErrorBoundary>
    </TextProvider>
  );
}
