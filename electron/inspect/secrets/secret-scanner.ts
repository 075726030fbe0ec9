import type { LayerEntry } from '../../../shared/model/layer';
import type { SecretFinding } from '../../../shared/model/secret';
import {
  credentialFileOf,
  gitFolderOf,
  type CredentialFile,
  type SecretScope,
} from './credential-files';
import { isExample } from './examples';
import { fillLines, type RawFinding } from './line-numbers';
import { maskSecret } from './mask';
import { runOwnRule } from './own-rules';
import { triggerPrefilter } from './prefilter-tables';
import type { Prefilter } from './prefilter';
import { isPublishedText } from './published-texts';
import { countNewlines, isProgram, leadingSpace } from './scan-bytes';
import { runSecretlintRule } from './secretlint-rules';
import { checkBytes, triggers, type Trigger } from './triggers';

export interface ScanResult {
  readonly findings: ReadonlyArray<SecretFinding>;
  /** There were more findings than are kept. */
  readonly truncated: boolean;
}

/** A piece of a file that a rule waits to see the rest of. */
interface Pending {
  readonly rule: string;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly parts: Buffer[];
}

/** Bytes of a file at hand. */
interface Piece {
  readonly bytes: Buffer;
  /** Where in the file they begin. */
  readonly position: number;
  /** What comes before them. */
  readonly before: Buffer;
}

interface OpenFile {
  readonly entry: LayerEntry;
  readonly credential: CredentialFile | null;
  readonly captured: Buffer[];
  isBinary: boolean;
  /** Until where each rule has seen everything. */
  readonly covered: Map<string, number>;
  pending: Pending[];
  /** The end of what came before, for words cut in two and for what stands before a hit. */
  tail: Buffer;
  /** Rule and place of what was found: neighbouring pieces overlap, and rules of one name too. */
  readonly seen: Set<string>;
}

const sniffBytes = 8000;
const captureBytes = 256 << 10;
const contextBytes = 300;
const windowBytes = 4096;
const findingsPerFile = 20;
const findingsInAll = 1000;
const nothing = Buffer.alloc(0);
const longestWord = Math.max(...triggers.map(({ word }) => word.length));
const keyMark = Buffer.from('PRIVATE KEY-----');
const keyTrigger = triggers.findIndex((trigger) => trigger.word === 'PRIVATE KEY');

let shared: Prefilter | undefined;

/**
 * Looks for secrets in files as their bytes pass, in order: a sink beside a tar's reader or writer.
 * Bytes are searched once for short texts without which no rule can match; only around those are rules
 * asked. In binaries only private keys are looked for. Keeps no value, only its masked form.
 */
export class SecretScanner {
  private readonly prefilter = (shared ??= triggerPrefilter());
  private readonly found: RawFinding[] = [];
  private readonly gitFolders = new Set<string>();
  private file: OpenFile | null = null;
  private truncated = false;
  private scratch = Buffer.alloc(0);

  constructor(private readonly scope: SecretScope = 'image') {}

  begin(entry: LayerEntry): void {
    this.file = null;
    const git = gitFolderOf(entry.path);
    if (git !== null && !this.gitFolders.has(git)) {
      this.gitFolders.add(git);
      this.add({ path: git, rule: 'git-folder', masked: '', line: null, place: null });
    }
    if (entry.kind !== 'file' || entry.sizeBytes === 0 || this.truncated) return;
    const credential = credentialFileOf(entry.path, this.scope);
    if (credential !== null && credential.values === null) {
      const { rule } = credential;
      this.add({ path: entry.path, rule, masked: '', line: null, place: null });
    }
    if (credential === null && isPublishedText(entry.path)) return;
    this.file = {
      entry,
      credential,
      captured: [],
      isBinary: false,
      covered: new Map(),
      pending: [],
      tail: nothing,
      seen: new Set(),
    };
  }

  data(chunk: Uint8Array, position: number): void {
    const { file } = this;
    if (file === null || file.seen.size >= findingsPerFile) return;
    const bytes = this.plainBytes(chunk);
    if (file.credential !== null && position < captureBytes) file.captured.push(Buffer.from(bytes));
    if (position === 0 && isProgram(bytes)) {
      // Libraries carry the keys of their self-tests; what is compiled in was no file of the person's.
      this.file = null;
      return;
    }
    if (position < sniffBytes)
      file.isBinary ||= bytes.subarray(0, sniffBytes - position).includes(0);
    this.feedPending(file, bytes, position);
    this.searchSeam(file, bytes, position);
    this.searchBytes(file, bytes, (trigger, at) =>
      this.hit(file, trigger, { bytes, position, before: file.tail }, at),
    );
    if (position + bytes.length < file.entry.sizeBytes) {
      const kept = bytes.subarray(Math.max(0, bytes.length - contextBytes));
      file.tail =
        kept.length < contextBytes
          ? Buffer.concat([file.tail, kept]).subarray(-contextBytes)
          : Buffer.from(kept);
    }
  }

  end(): void {
    const { file } = this;
    if (file === null) return;
    this.file = null;
    for (const { rule, startOffset, parts } of file.pending)
      this.evaluate(file, rule, Buffer.concat(parts), startOffset);
    if (file.credential !== null) this.readCredentials(file, file.credential);
  }

  /** No more findings are kept: what is fed from now on is not judged. */
  get isFull(): boolean {
    return this.found.length >= findingsInAll;
  }

  /** What was found so far, for `fillLines` where the tar is whole only later. */
  get findings(): ReadonlyArray<RawFinding> {
    return this.found;
  }

  /** `blobPath`: the tar that was read or written, for the lines of what was found far inside files. */
  finish(blobPath: string | null): ScanResult {
    return { findings: fillLines(this.found, blobPath), truncated: this.truncated };
  }

  /** In memory of this thread alone: some of Buffer's searches end the process on shared memory. */
  private plainBytes(chunk: Uint8Array): Buffer {
    if (!(chunk.buffer instanceof SharedArrayBuffer))
      return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.scratch.length < chunk.length) this.scratch = Buffer.allocUnsafeSlow(chunk.length);
    this.scratch.set(chunk);
    return this.scratch.subarray(0, chunk.length);
  }

  private searchBytes(
    file: OpenFile,
    bytes: Buffer,
    onHit: (trigger: Trigger, at: number) => void,
  ): void {
    if (!file.isBinary) {
      this.prefilter.search(bytes, (word, at) => onHit(triggers[word] as Trigger, at));
      return;
    }
    for (let at = bytes.indexOf(keyMark); at !== -1; at = bytes.indexOf(keyMark, at + 1))
      onHit(triggers[keyTrigger] as Trigger, at);
  }

  /** Words that begin in the chunk before and end in this one. */
  private searchSeam(file: OpenFile, bytes: Buffer, position: number): void {
    const { length } = file.tail;
    if (length === 0) return;
    const seam = Buffer.concat([file.tail, bytes.subarray(0, longestWord)]);
    this.searchBytes(file, seam, (trigger, at) => {
      if (at >= length || at + trigger.word.length <= length) return;
      const joined = Buffer.concat([file.tail, bytes]);
      const piece = { bytes: joined, position: position - length, before: nothing };
      this.hit(file, trigger, piece, at);
    });
  }

  private hit(file: OpenFile, trigger: Trigger, piece: Piece, at: number): void {
    const { rule, reach } = trigger;
    const { bytes, position } = piece;
    const offset = position + at;
    if (offset < (file.covered.get(rule) ?? 0)) return;
    if (trigger.quick?.(bytes, at) === false) return;
    const fileEnd = file.entry.sizeBytes;
    const inSight = at + checkBytes <= bytes.length || position + bytes.length >= fileEnd;
    if (
      inSight &&
      !trigger.check.test(bytes.toString('latin1', at, Math.min(bytes.length, at + checkBytes)))
    )
      return;
    const endOffset = Math.min(fileEnd, offset + Math.max(windowBytes, 2 * reach));
    file.covered.set(rule, endOffset === fileEnd ? fileEnd : endOffset - reach);
    const isWhole = position === 0 && bytes.length === fileEnd && rule === 'gcp';
    const start = isWhole ? 0 : Math.max(0, at - contextBytes);
    const missing = Math.max(0, contextBytes - at);
    const before = missing === 0 ? nothing : piece.before.subarray(-missing);
    const inside = bytes.subarray(start, isWhole ? fileEnd : endOffset - position);
    const part = before.length === 0 ? inside : Buffer.concat([before, inside]);
    const startOffset = position + start - before.length;
    if (endOffset <= position + bytes.length) this.evaluate(file, rule, part, startOffset, bytes);
    else file.pending.push({ rule, startOffset, endOffset, parts: [Buffer.from(part)] });
  }

  private feedPending(file: OpenFile, bytes: Buffer, position: number): void {
    if (file.pending.length === 0) return;
    const end = position + bytes.length;
    for (const { parts, endOffset } of file.pending)
      parts.push(Buffer.from(bytes.subarray(0, endOffset - position)));
    const ready = file.pending.filter(({ endOffset }) => endOffset <= end);
    file.pending = file.pending.filter(({ endOffset }) => endOffset > end);
    for (const { rule, startOffset, parts } of ready)
      this.evaluate(file, rule, Buffer.concat(parts), startOffset);
  }

  private evaluate(
    file: OpenFile,
    rule: string,
    bytes: Buffer,
    startOffset: number,
    chunk?: Buffer,
  ): void {
    const { path, sizeBytes } = file.entry;
    const text = file.isBinary ? bytes.toString('latin1') : bytes.toString('utf8');
    const isWhole = startOffset === 0 && bytes.length === sizeBytes;
    const extension = isWhole ? path.slice(path.lastIndexOf('.')) : '';
    const matches = [...runSecretlintRule(rule, text, extension), ...runOwnRule(rule, text)];
    for (const match of matches) {
      const value = text.slice(match.start, match.end);
      if (isExample(value, text.slice(match.end, match.end + 100))) continue;
      const lead = text.slice(0, match.start + leadingSpace(value));
      const offset = startOffset + Buffer.byteLength(lead, file.isBinary ? 'latin1' : 'utf8');
      this.addAt(file, rule, maskSecret(value.trim()), offset, chunk);
    }
  }

  private readCredentials(file: OpenFile, credential: CredentialFile): void {
    if (credential.values === null) return;
    const content = Buffer.concat(file.captured);
    const text = content.toString('utf8');
    for (const match of text.matchAll(credential.values)) {
      const value = match[1] ?? '';
      const at = match.index + match[0].lastIndexOf(value);
      const offset = Buffer.byteLength(text.slice(0, at));
      this.addAt(file, credential.rule, maskSecret(value), offset, content);
    }
  }

  /** `chunk`: the file's beginning up to and past the place, where it is at hand. */
  private addAt(
    file: OpenFile,
    rule: string,
    masked: string,
    offset: number,
    chunk?: Buffer,
  ): void {
    const { path, dataOffset } = file.entry;
    const key = `${rule}@${offset}`;
    if (file.seen.has(key)) return;
    file.seen.add(key);
    const isAtHand = chunk !== undefined && file.tail.length === 0 && offset <= chunk.length;
    const line = file.isBinary || !isAtHand ? null : countNewlines(chunk.subarray(0, offset)) + 1;
    const place =
      file.isBinary || line !== null || dataOffset === undefined ? null : { dataOffset, offset };
    this.add({ path, rule, masked, line, place });
  }

  private add(finding: RawFinding): void {
    if (!this.isFull) this.found.push(finding);
    else this.truncated = true;
  }
}
