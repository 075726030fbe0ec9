import '@xterm/xterm/css/xterm.css';

import { useEffect, useLayoutEffect, useRef } from 'react';

import type { ContainerSummary } from '../../../shared/model/container';
import { attempt, startContainer } from '../../state/actions';
import { isRunning } from '../../state/containers';
import { useStore } from '../../state/store';
import {
  addTerminal,
  removeTerminal,
  showTerminal,
  tabsOf,
  terminalsStore,
  type TerminalTab,
} from '../../state/terminals';
import { Button, IconButton } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { useText } from '../../ui/text';
import { closeSession, sessionOf } from './session';
import styles from './terminal.module.css';

/** The terminals of a container; the first opens by itself. */
export function TerminalPanel(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { container } = props;
  const state = useStore(terminalsStore);
  const tabs = tabsOf(state, container.id);
  const current = tabs.find((tab) => tab.key === state.current[container.id]) ?? tabs.at(-1);
  const running = isRunning(container);
  useEffect(() => {
    if (!running || tabsOf(terminalsStore.get(), container.id).length > 0) return;
    addTerminal(container.id, container.tty ? 'attach' : 'exec');
  }, [running, container.id, container.tty]);
  if (current === undefined) {
    if (running) return null;
    return (
      <EmptyState title={t('terminal.notRunning')} text={t('terminal.notRunningText')}>
        <Button
          look="primary"
          icon="start"
          onClick={() => attempt(() => startContainer(container))}
        >
          {t('containers.start')}
        </Button>
      </EmptyState>
    );
  }
  return (
    <div className={styles['panel']}>
      <div className={styles['tabs']}>
        {tabs.map((tab) => (
          <TerminalTabButton key={tab.key} tab={tab} current={tab.key === current.key} />
        ))}
        <IconButton
          icon="plus"
          label={t('terminal.new')}
          disabled={!running}
          onClick={() => addTerminal(container.id, 'exec')}
        />
        {running ? null : (
          <span className={styles['ended']}>
            {t('terminal.notRunning')}
            <Button
              size="small"
              onClick={() => {
                for (const tab of tabs) closeTab(tab);
                attempt(() => startContainer(container));
              }}
            >
              {t('containers.start')}
            </Button>
          </span>
        )}
      </div>
      <Screen key={current.key} tab={current} name={container.name} />
    </div>
  );
}

function closeTab(tab: TerminalTab): void {
  closeSession(tab.key);
  removeTerminal(tab.key);
}

function TerminalTabButton(props: { readonly tab: TerminalTab; readonly current: boolean }) {
  const { t } = useText();
  const { tab } = props;
  const text =
    tab.mode === 'attach' ? t('terminal.attach') : t('terminal.tab', { n: String(tab.number) });
  return (
    <span className={styles['tab']} data-current={props.current ? '' : undefined}>
      <button type="button" aria-pressed={props.current} onClick={() => showTerminal(tab)}>
        {text}
      </button>
      <IconButton
        icon="close"
        label={`${t('terminal.close')}: ${text}`}
        onClick={() => closeTab(tab)}
      />
    </span>
  );
}

/** Puts the session's screen into the page and keeps it as large as its place. */
function Screen(props: { readonly tab: TerminalTab; readonly name: string }) {
  const { t } = useText();
  const { tab } = props;
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = ref.current;
    if (place === null) return;
    const session = sessionOf(tab);
    place.append(session.element);
    session.fit();
    session.focus();
    const observer = new ResizeObserver(() => session.fit());
    observer.observe(place);
    return () => {
      observer.disconnect();
      session.element.remove();
    };
  }, [tab]);
  return (
    <div
      ref={ref}
      role="group"
      aria-label={t('terminal.label', { name: props.name })}
      className={styles['screen']}
    />
  );
}
