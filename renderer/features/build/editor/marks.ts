import {
  StateEffect,
  StateField,
  type EditorState,
  type Extension,
  type Range,
} from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';

export interface MarkedLine {
  /** Counts from 1. */
  readonly line: number;
  readonly kind: 'running' | 'failed';
}

/** What lies between the lines: an element of the page's, below the line. */
export interface LineNote {
  readonly line: number;
  readonly element: HTMLElement;
}

interface Marks {
  readonly lines: ReadonlyArray<MarkedLine>;
  readonly note: LineNote | null;
}

const setMarks = StateEffect.define<Marks>();

class NoteWidget extends WidgetType {
  constructor(private readonly element: HTMLElement) {
    super();
  }

  override eq(other: NoteWidget): boolean {
    return other.element === this.element;
  }

  override toDOM(): HTMLElement {
    return this.element;
  }

  /** What is pressed and selected in it is the page's business. */
  override ignoreEvent(): boolean {
    return true;
  }
}

const marksField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) return decorationsFor(transaction.state, effect.value);
    }
    return decorations.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function decorationsFor(state: EditorState, { lines, note }: Marks): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const { line, kind } of lines) {
    if (line > state.doc.lines) continue;
    const mark = Decoration.line({ attributes: { 'data-mark': kind } });
    ranges.push(mark.range(state.doc.line(line).from));
  }
  if (note !== null && note.line <= state.doc.lines) {
    const widget = new NoteWidget(note.element);
    ranges.push(
      Decoration.widget({ widget, block: true, side: 1 }).range(state.doc.line(note.line).to),
    );
  }
  return Decoration.set(ranges, true);
}

export const marks: Extension = marksField;

export function showMarks(
  view: EditorView,
  lines: ReadonlyArray<MarkedLine>,
  note: LineNote | null,
): void {
  view.dispatch({ effects: setMarks.of({ lines, note }) });
}
