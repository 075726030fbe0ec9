import { fingerprintBytes, groupFingerprints, placeOfFingerprint } from './fingerprints';
import { prefilterModule } from './prefilter-module';

interface Exports {
  readonly memory: WebAssembly.Memory;
  scan(at: number, end: number, out: number): number;
}

/** What one call of the WebAssembly takes: text, slack behind it, then room for a candidate per byte. */
const blockBytes = 32 << 10;
const textAt = 128;
const slack = 32;
const listAt = textAt + blockBytes + slack;

/**
 * Finds any of many short ASCII words in bytes, at gigabytes a second: each word is known by its rarest
 * four bytes, which WebAssembly looks for sixteen places at a time.
 */
export class Prefilter {
  private readonly exports: Exports;
  private readonly memory: Uint8Array;
  private readonly list: Uint32Array;
  /** Words by their four bytes, as a number. */
  private readonly byFingerprint = new Map<number, number[]>();
  private readonly words: ReadonlyArray<Uint8Array>;
  private readonly places: ReadonlyArray<number>;

  /** `tables`: what `tablesOf` gives for the words, when somebody has worked it out before. */
  constructor(words: ReadonlyArray<string>, tables: Uint8Array = tablesOf(words)) {
    this.words = words.map((word) => Buffer.from(word, 'latin1'));
    this.places = this.words.map(placeOfFingerprint);
    this.words.forEach((word, index) => {
      const at = this.places[index] ?? 0;
      const key = fingerprintAt(word, at);
      this.byFingerprint.set(key, [...(this.byFingerprint.get(key) ?? []), index]);
    });
    const module = new WebAssembly.Module(Buffer.from(prefilterModule, 'base64'));
    this.exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    this.memory = new Uint8Array(this.exports.memory.buffer);
    this.list = new Uint32Array(this.exports.memory.buffer, listAt, blockBytes + 16);
    this.memory.set(tables);
  }

  /** Calls `onHit` with the word's index and where it starts, for every word wholly inside `bytes`. */
  search(bytes: Uint8Array, onHit: (word: number, at: number) => void): void {
    for (let start = 0; start < bytes.length; start += blockBytes) {
      const length = Math.min(blockBytes, bytes.length - start);
      // A fingerprint may begin in this block and end in the next: a few bytes more are laid in.
      const laid = Math.min(blockBytes + fingerprintBytes, bytes.length - start);
      this.memory.set(bytes.subarray(start, start + laid), textAt);
      this.memory.fill(0, textAt + laid, textAt + laid + slack);
      const end = this.exports.scan(textAt, textAt + length, listAt);
      const count = (end - listAt) >> 2;
      for (let index = 0; index < count; index += 1) {
        const at = start + (this.list[index] as number) - textAt;
        if (at + fingerprintBytes <= bytes.length) this.verify(bytes, at, onHit);
      }
    }
  }

  private verify(bytes: Uint8Array, at: number, onHit: (word: number, at: number) => void): void {
    const words = this.byFingerprint.get(fingerprintAt(bytes, at));
    if (words === undefined) return;
    for (const index of words) {
      const from = at - (this.places[index] as number);
      if (matches(bytes, from, this.words[index] as Uint8Array)) onHit(index, from);
    }
  }
}

/**
 * Which halves of bytes stand at which place of the words' four bytes, a bit for each of eight groups of
 * words: 32 bytes for each place. Grouping takes longer than most layers take to be searched.
 */
export function tablesOf(words: ReadonlyArray<string>): Uint8Array {
  const prints = new Map<number, number[]>();
  for (const word of words) {
    const bytes = Buffer.from(word, 'latin1');
    const at = placeOfFingerprint(bytes);
    prints.set(fingerprintAt(bytes, at), [...bytes.subarray(at, at + fingerprintBytes)]);
  }
  const tables = new Uint8Array(32 * fingerprintBytes);
  for (const [bit, group] of groupFingerprints([...prints.values()], 8).entries()) {
    for (const print of group) {
      print.forEach((byte, place) => {
        const low = place * 32 + (byte & 15);
        const high = place * 32 + 16 + (byte >> 4);
        tables[low] = (tables[low] ?? 0) | (1 << bit);
        tables[high] = (tables[high] ?? 0) | (1 << bit);
      });
    }
  }
  return tables;
}

function fingerprintAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

function matches(bytes: Uint8Array, start: number, word: Uint8Array): boolean {
  if (start < 0 || start + word.length > bytes.length) return false;
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[start + index] !== word[index]) return false;
  }
  return true;
}
