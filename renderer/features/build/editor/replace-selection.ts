import { EditorView } from '@codemirror/view';

/**
 * What is typed over a selection. The browser would take the selection out by itself and give what
 * comes in its place the colours of the first thing that went, in a style attribute, which the window's
 * content security policy refuses. So the editor replaces it, and the browser finds nothing selected.
 */
export const replaceSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const text = event.data;
    if (event.inputType !== 'insertText' || text === null || !isReplaceable(view)) return false;
    event.preventDefault();
    const { from, to } = view.state.selection.main;
    const insert = () =>
      view.state.update(view.state.replaceSelection(text), {
        userEvent: 'input.type',
        scrollIntoView: true,
      });
    const handlers = view.state.facet(EditorView.inputHandler);
    // Closing brackets, for one, has its own way with a selection.
    if (!handlers.some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
    return true;
  },
  // What an input method does cannot be prevented; the selection goes before it begins.
  compositionstart(_event, view) {
    if (isReplaceable(view)) {
      view.dispatch(view.state.replaceSelection(''), { userEvent: 'input.type.compose' });
    }
    return false;
  },
});

function isReplaceable({ state, composing }: EditorView): boolean {
  return !composing && !state.readOnly && state.selection.ranges.some(({ empty }) => !empty);
}
