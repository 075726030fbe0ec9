/** What FROM and --from can name. */
export interface Names {
  readonly stages: ReadonlyArray<{ readonly name: string; readonly line: number }>;
  readonly images: ReadonlyArray<string>;
  /** What stands beside a suggestion. */
  readonly text: { readonly stage: string; readonly image: string };
  /** What an instruction, a flag (with its dashes) or a directive does; null for any other word. */
  docs(word: string): string | null;
}

/** The stages of a text, also of one that is being written and cannot be built yet. */
export function stageNames(text: string): Names['stages'] {
  return text.split('\n').flatMap((line, index) => {
    const name = /^\s*FROM\s+(?:--\S+\s+)*\S+\s+AS\s+(\S+)/i.exec(line)?.[1];
    return name === undefined ? [] : [{ name, line: index + 1 }];
  });
}
