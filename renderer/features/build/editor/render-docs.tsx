import { createRoot } from 'react-dom/client';

import { Markdown } from '../../../ui/markdown';

/** Documentation as an element of its own, for the editor's floating boxes. */
export function renderDocs(markdown: string): { dom: HTMLElement; destroy(): void } {
  const dom = document.createElement('div');
  dom.className = 'cm-docs';
  const root = createRoot(dom);
  root.render(<Markdown text={markdown} />);
  return { dom, destroy: () => root.unmount() };
}
