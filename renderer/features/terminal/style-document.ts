type CreateElement = (name: string, options?: ElementCreationOptions) => HTMLElement;

/**
 * The terminal writes its colours and sizes into style elements, which the window's content security
 * policy refuses even while they are empty. It is handed this stand-in for the document instead: what
 * it takes for a style element puts its text into a constructed style sheet, which the policy allows.
 */
export function documentWithoutStyleElements(): Document {
  return new Proxy(document, {
    get(target, property) {
      if (property === 'createElement') {
        return (name: string, options?: ElementCreationOptions) =>
          name.toLowerCase() === 'style' ? styleElement() : target.createElement(name, options);
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  });
}

/**
 * Runs what opens a terminal. One part of it takes the document itself, whatever it was handed, so
 * for that moment the document makes no style elements either.
 */
export function openWithoutStyleElements(open: () => void): void {
  const create = document.createElement.bind(document) as CreateElement;
  const createAllowed: CreateElement = (name, options) =>
    name.toLowerCase() === 'style' ? styleElement() : create(name, options);
  document.createElement = createAllowed as typeof document.createElement;
  try {
    open();
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
}

/**
 * The policy refuses style attributes too, but not the same declarations set as an object. The cells
 * of a terminal (24-bit colours, contrast) come from the page's own document, so all elements learn it.
 */
export function allowStyleAttributes(): void {
  HTMLElement.prototype.setAttribute = function setAttribute(name, value) {
    if (name === 'style') this.style.cssText = value;
    else Element.prototype.setAttribute.call(this, name, value);
  };
}

function styleElement(): HTMLElement {
  const element = document.createElement('template');
  const sheet = new CSSStyleSheet();
  let text = '';
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  Object.defineProperty(element, 'textContent', {
    get: () => text,
    set: (value: string) => {
      text = value;
      sheet.replaceSync(value);
    },
  });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}
