import { isSpace } from '../text/characters';
import { checkExpansionLength } from './limits';

/** Collects the result of an expansion, as one text and as words. */
export class TextCollector {
  private readonly parts: string[] = [];
  private readonly finished: string[] = [];
  private word: string[] = [];
  private length = 0;

  /** Text that separates words where it has white space. */
  add(text: string): void {
    this.append(text);
    let start = 0;
    for (let index = 0; index < text.length; index += 1) {
      if (!isSpace(text.charAt(index))) continue;
      if (index > start) this.word.push(text.slice(start, index));
      this.finishWord();
      start = index + 1;
    }
    if (start < text.length) this.word.push(text.slice(start));
  }

  /** Text whose white space is quoted. */
  addQuoted(text: string): void {
    this.append(text);
    if (text !== '') this.word.push(text);
  }

  get text(): string {
    return this.parts.join('');
  }

  get words(): ReadonlyArray<string> {
    this.finishWord();
    return this.finished;
  }

  private append(text: string): void {
    this.length += text.length;
    checkExpansionLength(this.length);
    this.parts.push(text);
  }

  private finishWord(): void {
    if (this.word.length === 0) return;
    this.finished.push(this.word.join(''));
    this.word = [];
  }
}
