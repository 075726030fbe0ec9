import { isSpace } from '../text/characters';
import { checkExpansionLength } from './limits';

interface Part {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Collects the result of an expansion, as one text and as words. */
export class TextCollector {
  private readonly parts: Part[] = [];
  private length = 0;

  /** Text that separates words where it has white space. */
  add(text: string): void {
    this.append({ text, isQuoted: false });
  }

  /** Text whose white space is quoted. */
  addQuoted(text: string): void {
    this.append({ text, isQuoted: true });
  }

  get text(): string {
    return this.parts.map((part) => part.text).join('');
  }

  /** Split only when asked for, because most callers want the text. */
  get words(): ReadonlyArray<string> {
    const words: string[] = [];
    let word: string[] = [];
    const finishWord = (): void => {
      if (word.length > 0) words.push(word.join(''));
      word = [];
    };
    for (const { text, isQuoted } of this.parts) {
      let start = 0;
      for (let index = 0; !isQuoted && index < text.length; index += 1) {
        if (!isSpace(text.charAt(index))) continue;
        if (index > start) word.push(text.slice(start, index));
        finishWord();
        start = index + 1;
      }
      if (start < text.length) word.push(text.slice(start));
    }
    finishWord();
    return words;
  }

  private append(part: Part): void {
    this.length += part.text.length;
    checkExpansionLength(this.length);
    if (part.text !== '') this.parts.push(part);
  }
}
