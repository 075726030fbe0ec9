import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  allowStyleAttributes,
  documentWithoutStyleElements,
  openWithoutStyleElements,
} from './style-document';

/** jsdom has no constructed style sheets. */
class Sheet {
  text = '';
  replaceSync(text: string): void {
    this.text = text;
  }
}

beforeEach(() => {
  Object.assign(globalThis, { CSSStyleSheet: Sheet });
  Object.assign(document, { adoptedStyleSheets: [] });
});

afterEach(() => {
  document.body.replaceChildren();
});

const adopted = (): ReadonlyArray<string> =>
  (document.adoptedStyleSheets as unknown as ReadonlyArray<Sheet>).map((sheet) => sheet.text);

describe('the stand-in for the document', () => {
  it('is a document in every other way', () => {
    const standIn = documentWithoutStyleElements();
    expect(standIn).toBeInstanceOf(Document);
    expect(standIn.body).toBe(document.body);
    expect(standIn.createElement('div').tagName).toBe('DIV');
  });

  it('puts the text of a style element into a sheet, until it is removed', () => {
    const style = documentWithoutStyleElements().createElement('style');
    document.body.append(style);
    style.textContent = '.a { color: red }';
    expect(document.querySelector('style')).toBeNull();
    expect(style.innerHTML).toBe('');
    expect(adopted()).toEqual(['.a { color: red }']);
    style.remove();
    expect(adopted()).toEqual([]);
  });
});

it('makes no style elements while a terminal opens, and real ones after', () => {
  let inside = '';
  openWithoutStyleElements(() => {
    inside = document.createElement('style').tagName;
  });
  expect(inside).toBe('TEMPLATE');
  expect(document.createElement('style').tagName).toBe('STYLE');
});

it('sets a style attribute as declarations', () => {
  const before = HTMLElement.prototype.setAttribute;
  allowStyleAttributes();
  const span = document.createElement('span');
  span.setAttribute('style', 'color: red;');
  span.setAttribute('title', 'x');
  HTMLElement.prototype.setAttribute = before;
  expect(span.style.color).toBe('red');
  expect(span.title).toBe('x');
});
