import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

import type { BuildProblem } from '../../../../shared/model/build-page';
import { problemText } from '../../../state/check-text';
import { useText } from '../../../ui/text';
import { keepStylesInSheet } from './allowed-styles';
import styles from './code-editor.module.css';
import { dockerfileMode } from './dockerfile-mode';
import { languageService } from './language-service';
import { marks, showMarks, type MarkedLine } from './marks';
import type { Names } from './names';
import { phrases } from './phrases';
import { problemMarks, showProblems } from './problems';
import { replaceSelection } from './replace-selection';
import { editorTheme } from './theme';

keepStylesInSheet();

export interface CodeEditorProps {
  /** Which document it is: what was undone and where one stood is kept for each. */
  readonly documentId: string;
  readonly text: string;
  readonly names: Names;
  readonly problems: ReadonlyArray<BuildProblem>;
  readonly marked: ReadonlyArray<MarkedLine>;
  readonly jump: { readonly line: number; readonly number: number } | null;
  /** What stands under a line, e.g. why it failed. */
  readonly note: { readonly line: number; readonly content: ReactNode } | null;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  readonly onBuild: () => void;
  readonly onMeaning: (page: string) => void;
}

/** Outlives the page, so that leaving it loses neither the place nor what could be undone. */
const kept = new Map<string, EditorState>();
const words = new Compartment();

/** The Dockerfile with its colours, hints and findings. */
export function CodeEditor(props: CodeEditorProps) {
  const { t, language } = useText();
  const hostRef = useRef<HTMLDivElement>(null);
  const viewRef = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const { documentId, text, problems, marked, jump, note } = props;

  useEffect(() => {
    const host = hostRef.current;
    if (host === null) return;
    const doc = latest.current.text;
    const before = kept.get(documentId);
    const state =
      before?.doc.toString() === doc
        ? before
        : EditorState.create({ doc, extensions: extensions(() => latest.current) });
    const view = new EditorView({ state, parent: host });
    viewRef.current = view;
    return () => {
      kept.set(documentId, view.state);
      viewRef.current = null;
      view.destroy();
    };
  }, [documentId]);

  useEffect(() => {
    viewRef.current?.dispatch({
      effects: words.reconfigure([
        phrases(language),
        EditorView.contentAttributes.of({
          tabindex: '0',
          'aria-label': t('build.editor'),
          'aria-description': t('build.editorHelp'),
        }),
      ]),
    });
  }, [language, t, documentId]);

  useEffect(() => {
    const view = viewRef.current;
    if (view === null || view.state.doc.toString() === text) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const view = viewRef.current;
    if (view === null) return;
    const onMeaning = (page: string): void => latest.current.onMeaning(page);
    const textOf = (problem: BuildProblem) => problemText(problem, t, language);
    showProblems(view, problems, { meaning: t('build.meaning'), textOf }, onMeaning);
  }, [problems, t, language, documentId]);

  const element = useMemo(() => {
    const made = document.createElement('div');
    made.className = styles['note'] ?? '';
    return made;
  }, []);
  const noteLine = note?.line ?? null;
  const markKey = JSON.stringify(marked);
  useEffect(() => {
    const view = viewRef.current;
    if (view === null) return;
    const lines = JSON.parse(markKey) as ReadonlyArray<MarkedLine>;
    showMarks(view, lines, noteLine === null ? null : { line: noteLine, element });
    if (noteLine !== null) scrollTo(view, noteLine);
  }, [markKey, noteLine, element, documentId]);

  useEffect(() => {
    const view = viewRef.current;
    if (view === null || jump === null) return;
    const line = view.state.doc.line(Math.min(jump.line, view.state.doc.lines));
    view.dispatch({ selection: { anchor: line.from } });
    scrollTo(view, jump.line);
    view.focus();
  }, [jump]);

  return (
    <div ref={hostRef} className={styles['editor']}>
      {note === null ? null : createPortal(note.content, element)}
    </div>
  );
}

function scrollTo(view: EditorView, line: number): void {
  const { from } = view.state.doc.line(Math.min(line, view.state.doc.lines));
  view.dispatch({ effects: EditorView.scrollIntoView(from, { y: 'center' }) });
}

function extensions(latest: () => CodeEditorProps): ReadonlyArray<Extension> {
  const run = (act: (props: CodeEditorProps) => void) => (): boolean => {
    act(latest());
    return true;
  };
  return [
    keymap.of([
      { key: 'Mod-s', run: run((props) => props.onSave()), preventDefault: true },
      { key: 'Mod-Enter', run: run((props) => props.onBuild()) },
    ]),
    lineNumbers(),
    EditorView.lineWrapping,
    problemMarks,
    history(),
    drawSelection(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    search({ top: true }),
    bracketMatching(),
    closeBrackets(),
    replaceSelection,
    dockerfileMode,
    languageService(() => latest().names),
    marks,
    words.of([]),
    editorTheme,
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...completionKeymap,
      ...lintKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest().onChange(update.state.doc.toString());
    }),
  ];
}
