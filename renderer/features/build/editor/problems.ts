import { lintGutter, linter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import type { EditorState, Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';

import type { BuildProblem } from '../../../../shared/model/build-page';

export interface ProblemWords {
  readonly meaning: string;
  textOf(problem: BuildProblem): { readonly message: string; readonly hint: string };
}

/** Findings come from outside: nothing is searched for here. */
export const problemMarks: Extension = [linter(null), lintGutter()];

/** Underlines findings; one that has a page offers it. */
export function showProblems(
  view: EditorView,
  problems: ReadonlyArray<BuildProblem>,
  words: ProblemWords,
  onMeaning: (page: string) => void,
): void {
  const diagnostics = problems.map((problem) =>
    diagnosticOf(view.state, problem, words, onMeaning),
  );
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

/** Ranges may be of a text that has changed since: they are kept inside the one that is there. */
export function diagnosticOf(
  state: EditorState,
  problem: BuildProblem,
  words: ProblemWords,
  onMeaning: (page: string) => void,
): Diagnostic {
  const { page, severity, name } = problem;
  const { message, hint } = words.textOf(problem);
  return {
    ...offsetsOf(state, problem.range),
    severity,
    source: name,
    message: hint === '' ? message : `${message}\n${hint}`,
    actions: page === null ? [] : [{ name: words.meaning, apply: () => onMeaning(page) }],
  };
}

function offsetsOf(
  state: EditorState,
  range: BuildProblem['range'],
): { readonly from: number; readonly to: number } {
  const { doc } = state;
  if (range === null) return { from: 0, to: doc.line(1).to };
  const at = (line: number, column: number): number => {
    if (line > doc.lines) return doc.length;
    const found = doc.line(Math.max(1, line));
    return Math.min(found.from + column, found.to);
  };
  const from = at(range.start.line, range.start.column - 1);
  // An instruction over many lines is underlined where it begins: the rest stays readable.
  const last = doc.line(Math.min(range.start.line, doc.lines));
  const to = range.end.line > range.start.line ? last.to : at(range.end.line, range.end.column);
  return { from, to: Math.max(from, to) };
}
