import type { SourceRange } from '../../../shared/errors';

/** The characters that can escape and continue lines (`# escape=`). */
export type EscapeCharacter = '\\' | '`';

export type DirectiveName = 'syntax' | 'escape' | 'check';

/** `# name=value` above everything else in the file. */
export interface Directive {
  readonly name: DirectiveName;
  readonly value: string;
  readonly range: SourceRange;
}

/** A word with the place it stands at. */
export interface Word {
  readonly text: string;
  readonly range: SourceRange;
}

/** `key=value`, quotes and variables still as written. */
export interface Pair {
  readonly key: string;
  readonly value: string;
  /** False in the old form `KEY value`, which has no `=`. */
  readonly delimited: boolean;
  readonly range: SourceRange;
}

export interface Heredoc {
  readonly name: string;
  /** False when a part of the name is quoted: then variables in the content stay as they are. */
  readonly expand: boolean;
  /** `<<-`: leading tabs of every line are dropped. */
  readonly stripTabs: boolean;
  /** The lines with their line ends, before tabs are dropped. */
  readonly content: string;
  /** Content and closing line. */
  readonly range: SourceRange;
}

/** What follows the instruction's name and flags, in the form that the instruction takes. */
export type NodeArguments =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly words: ReadonlyArray<Word> }
  | { readonly kind: 'words'; readonly words: ReadonlyArray<Word> }
  | { readonly kind: 'text'; readonly word: Word }
  | { readonly kind: 'pairs'; readonly pairs: ReadonlyArray<Pair> }
  | { readonly kind: 'health'; readonly type: Word; readonly command: NodeArguments }
  | { readonly kind: 'trigger'; readonly node: DockerfileNode };

/** One instruction as it stands in the file. */
export interface DockerfileNode {
  /** As written: `From`. */
  readonly keyword: Word;
  /** Lowercase: `from`. */
  readonly name: string;
  readonly flags: ReadonlyArray<Word>;
  readonly arguments: NodeArguments;
  readonly heredocs: ReadonlyArray<Heredoc>;
  /** The instruction as one line: continuations joined, no here-documents, no outer spaces. */
  readonly original: string;
  /** From the first character of the name to the last of the arguments or here-documents. */
  readonly range: SourceRange;
  /** The comment lines directly above, without `#`; an empty line or comment starts anew. */
  readonly comments: ReadonlyArray<string>;
}

/** Something the parser accepts but that deserves a word. */
export interface ParseWarning {
  readonly kind: 'emptyContinuation';
  /** The first empty line inside the instruction. */
  readonly range: SourceRange;
  /** The instruction that the line is part of. */
  readonly instruction: SourceRange;
}

export interface ParseTree {
  readonly escape: EscapeCharacter;
  readonly directives: ReadonlyArray<Directive>;
  readonly nodes: ReadonlyArray<DockerfileNode>;
  readonly warnings: ReadonlyArray<ParseWarning>;
}
