/** A paragraph of a Debian control file: fields by their name, continued lines joined by newlines. */
export type Paragraph = ReadonlyMap<string, string>;

/** deb-control(5): paragraphs apart by empty lines. */
export function* paragraphs(text: string): Generator<Paragraph> {
  let fields = new Map<string, string>();
  let last = '';
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      if (fields.size > 0) yield fields;
      fields = new Map();
      continue;
    }
    if (/^\s/.test(line)) {
      fields.set(last, `${fields.get(last) ?? ''}\n${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    last = line.slice(0, colon);
    fields.set(last, line.slice(colon + 1).trim());
  }
  if (fields.size > 0) yield fields;
}
