import { useState } from 'react';

import type { EngineListing } from '../../shared/model/engine';
import { attempt } from '../state/actions';
import { enginesStore, probeEngines, selectEngine } from '../state/engines';
import { readyOr } from '../state/loadable';
import { navigate } from '../state/navigation';
import { appInfoStore } from '../state/settings';
import { useStore } from '../state/store';
import { Icon } from '../ui/icon';
import { Menu, type MenuItem, type MenuPlace } from '../ui/menu';
import { useText, type TextContextValue } from '../ui/text';
import styles from './engine-card.module.css';

/** The engine that works, where, and how it is; a click lists the others to switch to. */
export function EngineCard() {
  const { t } = useText();
  const [at, setAt] = useState<MenuPlace | null>(null);
  const { tone, state, hint, name, kind } = useEngine();
  return (
    <>
      <button
        type="button"
        className={styles['card']}
        title={hint}
        aria-haspopup="menu"
        aria-expanded={at !== null}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          probeEngines();
          setAt(at === null ? { x: box.left, y: box.bottom + 4 } : null);
        }}
      >
        <span className={styles['text']}>
          <span className={styles['where']}>{name}</span>
          <span className={styles['kind']}>{tone === 'warn' || tone === 'bad' ? state : kind}</span>
          <span className="visually-hidden">{state}</span>
        </span>
        <span className={styles['dot']} data-tone={tone} />
        <Icon name="down" />
      </button>
      {at === null ? null : (
        <EngineMenu at={at} label={t('engine.choose')} onClose={() => setAt(null)} />
      )}
    </>
  );
}

function EngineMenu(props: {
  readonly at: MenuPlace;
  readonly label: string;
  readonly onClose: () => void;
}) {
  const text = useText();
  const engines = readyOr(useStore(enginesStore), []);
  const items = engines.map((engine): MenuItem => ({
    key: engine.name,
    text: text.t('engine.item', { name: engine.name, state: stateText(engine, text) }),
    icon: engine.selected ? 'check' : 'containers',
    run: () => attempt(() => selectEngine(engine.name)),
  }));
  const settings: MenuItem = {
    key: ' settings',
    text: text.t('place.settings'),
    icon: 'settings',
    run: () => navigate({ kind: 'settings' }),
  };
  return (
    <Menu label={props.label} at={props.at} items={[...items, settings]} onClose={props.onClose} />
  );
}

function stateText({ state, source }: EngineListing, { t }: TextContextValue): string {
  switch (state.kind) {
    case 'unknown':
      return t('engine.connecting');
    case 'unreachable':
      return t(`error.code.${state.error.code}`);
    case 'connected':
      return source === 'embedded'
        ? t('engine.embedded')
        : `${state.about.product} ${state.about.version}`;
  }
}

function useEngine() {
  const text = useText();
  const { t } = text;
  const info = useStore(appInfoStore);
  const selected = readyOr(useStore(enginesStore), []).find((engine) => engine.selected);
  const engine = info.kind === 'ready' ? info.value.engine : null;
  const isEmbedded = engine?.kind !== 'docker';
  const name = isEmbedded ? t('engine.here') : engine.id;
  const kind = isEmbedded
    ? t('engine.embedded')
    : selected === undefined
      ? t('engine.docker')
      : stateText(selected, text);
  const lost = !isEmbedded && selected?.state.kind === 'unreachable' ? selected.state.error : null;
  if (info.kind === 'failed' || lost !== null) {
    const hint = lost?.message ?? t('engine.unreachable');
    return { name, kind, tone: 'bad', state: t('engine.unreachable'), hint };
  }
  if (engine === null) {
    const state = t('engine.connecting');
    return { name, kind, tone: 'waiting', state, hint: state };
  }
  const state = engine.canRun ? t('engine.ready') : t('engine.cannotRun');
  const hint = engine.canRun ? state : engine.runReason;
  return { name, kind, tone: engine.canRun ? 'good' : 'warn', state, hint };
}
