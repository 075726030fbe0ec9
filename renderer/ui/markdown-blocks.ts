/** The little of Markdown that our own pages and an editor's hints use. */
export type MarkdownBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly items: ReadonlyArray<string> };

export type MarkdownPiece = {
  readonly kind: 'text' | 'code' | 'strong';
  readonly text: string;
};

/** Anything that is none of these is a paragraph; nothing is ever markup. */
export function markdownBlocks(text: string): ReadonlyArray<MarkdownBlock> {
  const blocks: MarkdownBlock[] = [];
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (heading !== null) {
      const level = heading[1]?.length ?? 1;
      blocks.push({ kind: 'heading', level, text: heading[2] ?? '' });
    } else if (/^\s*```/.test(line)) {
      const end = lines.findIndex((other, index) => index > at && /^\s*```/.test(other));
      const last = end === -1 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, last).join('\n') });
      at = last;
    } else if (/^\s*[-*]\s+/.test(line)) {
      const items: string[] = [];
      for (; /^\s*[-*]\s+/.test(lines[at] ?? ''); at += 1)
        items.push((lines[at] ?? '').replace(/^\s*[-*]\s+/, ''));
      at -= 1;
      blocks.push({ kind: 'list', items });
    } else if (line.trim() !== '' && !/^\s*([-*_])\1{2,}\s*$/.test(line)) {
      const first = at;
      while (isPlain(lines[at + 1] ?? '')) at += 1;
      blocks.push({ kind: 'paragraph', text: lines.slice(first, at + 1).join(' ') });
    }
  }
  return blocks;
}

function isPlain(line: string): boolean {
  return line.trim() !== '' && !/^(#{1,6}\s|\s*```|\s*[-*]\s)/.test(line);
}

/** Code, bold, and links, of which only the words are kept. */
export function markdownPieces(text: string): ReadonlyArray<MarkdownPiece> {
  const plain = text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return plain.split(/(`[^`]+`|\*\*[^*]+\*\*)/).flatMap((part): ReadonlyArray<MarkdownPiece> => {
    if (part === '') return [];
    if (/^`.+`$/.test(part)) return [{ kind: 'code', text: part.slice(1, -1) }];
    if (/^\*\*.+\*\*$/.test(part)) return [{ kind: 'strong', text: part.slice(2, -2) }];
    return [{ kind: 'text', text: part }];
  });
}
