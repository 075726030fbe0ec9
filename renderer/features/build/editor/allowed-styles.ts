import { StyleModule } from 'style-mod';

/**
 * The editor writes its styles into a style element, which the window's content security policy
 * refuses. Its library keeps a constructed style sheet instead, which the policy allows, for a root
 * without a head. So it is handed such a root once, and the set of styles it makes for that becomes
 * the document's.
 */
export function keepStylesInSheet(): void {
  const root = {
    ownerDocument: document,
    get adoptedStyleSheets() {
      return document.adoptedStyleSheets;
    },
    set adoptedStyleSheets(sheets: CSSStyleSheet[]) {
      document.adoptedStyleSheets = sheets;
    },
  };
  StyleModule.mount(root as never, new StyleModule({}));
  for (const key of Object.getOwnPropertySymbols(root)) {
    Object.defineProperty(document, key, { value: Reflect.get(root, key), configurable: true });
  }
}
