import { createStore } from './store';

/** A terminal of a container, as its tab shows it. Its screen lives in features/terminal. */
export interface TerminalTab {
  readonly key: string;
  readonly containerId: string;
  readonly mode: 'attach' | 'exec';
  /** Counts from 1 within the container. */
  readonly number: number;
}

export interface TerminalTabs {
  readonly tabs: ReadonlyArray<TerminalTab>;
  /** The tab on top, by container. */
  readonly current: Readonly<Record<string, string>>;
}

export const terminalsStore = createStore<TerminalTabs>({ tabs: [], current: {} });

let nextKey = 1;

export function tabsOf(state: TerminalTabs, containerId: string): ReadonlyArray<TerminalTab> {
  return state.tabs.filter((tab) => tab.containerId === containerId);
}

export function addTerminal(containerId: string, mode: 'attach' | 'exec'): void {
  const key = `terminal-${nextKey}`;
  nextKey += 1;
  terminalsStore.update((state) => {
    const numbers = tabsOf(state, containerId).map((tab) => tab.number);
    const tab = { key, containerId, mode, number: Math.max(0, ...numbers) + 1 };
    return {
      tabs: [...state.tabs, tab],
      current: { ...state.current, [containerId]: key },
    };
  });
}

export function showTerminal(tab: TerminalTab): void {
  terminalsStore.update((state) => ({
    ...state,
    current: { ...state.current, [tab.containerId]: tab.key },
  }));
}

export function removeTerminal(key: string): void {
  terminalsStore.update((state) => {
    const tab = state.tabs.find((other) => other.key === key);
    if (tab === undefined) return state;
    const tabs = state.tabs.filter((other) => other.key !== key);
    const left = tabs.filter((other) => other.containerId === tab.containerId).at(-1);
    const { [tab.containerId]: current, ...others } = state.current;
    if (current !== key) return { ...state, tabs };
    return {
      tabs,
      current: left === undefined ? others : { ...others, [tab.containerId]: left.key },
    };
  });
}
