/**
 * What jsdom lacks and the window needs: dialogs that open, media queries, and sizes, without which a
 * virtualised list shows no row.
 */
export function provideBrowser(): void {
  Object.defineProperty(Element.prototype, 'clientHeight', {
    get: () => 600,
    configurable: true,
  });
  Object.defineProperty(Element.prototype, 'clientWidth', {
    get: () => 800,
    configurable: true,
  });
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
  Element.prototype.scrollIntoView = () => undefined;
  window.matchMedia = (query: string) =>
    Object.assign(new EventTarget(), {
      matches: false,
      media: query,
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined,
    }) as MediaQueryList;
  window.ResizeObserver = class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
}
