import { createContext, useContext, useMemo, type ReactNode } from 'react';

import { formatExact, formatRelative } from '../../shared/text/format';
import { translator, type Language, type Translate } from '../../shared/text/text';

export interface TextContextValue {
  readonly language: Language;
  readonly t: Translate;
  /** What "2 min ago" counts from, in milliseconds since 1970. */
  readonly nowMs: number;
}

const TextContext = createContext<TextContextValue>({
  language: 'en',
  t: translator('en'),
  nowMs: 0,
});

export function TextProvider(props: {
  readonly language: Language;
  readonly nowMs: number;
  readonly children: ReactNode;
}) {
  const { language, nowMs } = props;
  const value = useMemo(() => ({ language, t: translator(language), nowMs }), [language, nowMs]);
  return <TextContext.Provider value={value}>{props.children}</TextContext.Provider>;
}

export function useText(): TextContextValue {
  return useContext(TextContext);
}

/** `2 min ago`, with the exact time on hover. */
export function Time(props: { readonly iso: string }) {
  const { language, nowMs } = useText();
  return (
    <time dateTime={props.iso} title={formatExact(language, props.iso)}>
      {formatRelative(language, props.iso, nowMs)}
    </time>
  );
}
