import type { ReactNode } from 'react';

import { IconButton } from './button';
import { classes } from './classes';
import styles from './page.module.css';
import { useText } from './text';

/** The title line every page begins with: what it is, and at the right what to do. */
export function PageHead(props: {
  readonly title: ReactNode;
  readonly subtitle?: ReactNode;
  readonly onBack?: () => void;
  readonly children?: ReactNode;
}) {
  const { t } = useText();
  return (
    <header className={styles['head']}>
      {props.onBack === undefined ? null : (
        <IconButton icon="back" label={t('common.back')} onClick={props.onBack} />
      )}
      <h1 className={styles['title']} tabIndex={-1}>
        {props.title}
      </h1>
      {props.subtitle === undefined ? null : (
        <span className={styles['subtitle']}>{props.subtitle}</span>
      )}
      <div className={styles['actions']}>{props.children}</div>
    </header>
  );
}

export function Page(props: { readonly children: ReactNode }) {
  return <div className={styles['page']}>{props.children}</div>;
}

/**
 * A list and, for its selected row, the inspector at the right. In a narrow window the inspector
 * is a page of its own, shown once a row was opened.
 */
export function Split(props: {
  readonly children: ReactNode;
  readonly inspector: ReactNode;
  readonly inspectorLabel: string;
  readonly wide?: boolean;
  /** Narrow window: show the inspector instead of the list. */
  readonly inspecting: boolean;
  readonly onLeave: () => void;
}) {
  const { t } = useText();
  const has = props.inspector !== null;
  return (
    <div
      className={styles['split']}
      data-inspecting={has && props.inspecting ? '' : undefined}
      data-wide={props.wide === true ? '' : undefined}
    >
      <div className={styles['main']}>{props.children}</div>
      {has ? (
        <aside className={styles['inspector']} aria-label={props.inspectorLabel}>
          <div className={styles['leave']}>
            <IconButton icon="back" label={t('common.back')} onClick={props.onLeave} />
          </div>
          {props.inspector}
        </aside>
      ) : null}
    </div>
  );
}

/** What an inspector holds, in its rhythm. */
export function InspectorBody(props: { readonly children: ReactNode; readonly fill?: boolean }) {
  return (
    <div className={classes(styles['body'], props.fill === true && styles['fill'])}>
      {props.children}
    </div>
  );
}

export interface Fact {
  readonly key: string;
  readonly label: string;
  readonly value: ReactNode;
  readonly mono?: boolean;
}

/** Pairs of a word and what it is, leaving out what is not known. */
export function Facts(props: { readonly facts: ReadonlyArray<Fact | null> }) {
  const facts = props.facts.filter((fact): fact is Fact => fact !== null);
  return (
    <dl className={styles['facts']}>
      {facts.map((fact) => (
        <div key={fact.key} className={styles['fact']}>
          <dt>{fact.label}</dt>
          <dd className={fact.mono === true ? styles['mono'] : undefined}>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A fact that stands only where there is something to say. */
export function fact(key: string, label: string, value: ReactNode, mono = false): Fact | null {
  if (value === undefined || value === null || value === '') return null;
  return { key, label, value, mono };
}

/** A heading inside a card: below the inspector's own title, or on a page directly below the page's. */
export function SectionTitle(props: { readonly children: ReactNode; readonly onPage?: boolean }) {
  const Heading = props.onPage === true ? 'h2' : 'h3';
  return <Heading className={styles['section']}>{props.children}</Heading>;
}
