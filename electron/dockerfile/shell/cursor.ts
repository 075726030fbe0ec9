/** Walks a text by code points. */
export class Cursor {
  private position = 0;

  constructor(private readonly text: string) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The next character, or '' at the end. */
  peek(): string {
    const code = this.text.codePointAt(this.position);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  /** Takes the next character; '' at the end. */
  next(): string {
    const character = this.peek();
    this.position += character.length;
    return character;
  }

  /** Takes characters as long as `accepts` says so. */
  takeWhile(accepts: (character: string) => boolean): string {
    const start = this.position;
    while (!this.atEnd && accepts(this.peek())) this.next();
    return this.text.slice(start, this.position);
  }
}
