/**
 * The fields of one line of comma-separated values (RFC 4180), as docker's `--mount` is written: a
 * field that starts with a quotation mark may hold commas, and a doubled mark stands for one.
 * @returns null when a quotation mark is missing or out of place.
 */
export function csvFields(line: string): ReadonlyArray<string> | null {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      let field = '';
      for (at += 1; ; at += 1) {
        if (at >= line.length) return null;
        if (line[at] !== '"') field += line[at];
        else if (line[at + 1] === '"') {
          field += '"';
          at += 1;
        } else break;
      }
      at += 1;
      fields.push(field);
    } else {
      const comma = line.indexOf(',', at);
      const end = comma === -1 ? line.length : comma;
      const field = line.slice(at, end);
      if (field.includes('"')) return null;
      fields.push(field);
      at = end;
    }
    if (at >= line.length) return fields;
    if (line[at] !== ',') return null;
    at += 1;
  }
}
