/**
 * A second, slow reading of continuation lines for the fuzz tests, with the regular expression that
 * the reference describes: the texts of the instructions of a file without here-documents.
 */
export function slowLogicalLines(text: string): ReadonlyArray<string> {
  const result: string[] = [];
  let open: string | undefined;
  for (const raw of text.replace(/^\ufeff/, '').split('\n')) {
    const line = raw.replace(/\r+$/, '');
    const isComment = /^\s*#/.test(line);
    const isEmpty = line.trim() === '';
    if (open === undefined && (isComment || isEmpty)) continue;
    if (open !== undefined && (isComment || isEmpty)) continue;
    const start = open === undefined ? line.trimStart() : line;
    const joined = start.replace(/([^\\])\\[ \t]*$|^\\[ \t]*$/, '$1');
    const isOpen = joined !== start;
    const whole = (open ?? '') + joined;
    if (isOpen) open = whole;
    else result.push(whole.trim());
    if (!isOpen) open = undefined;
  }
  if (open !== undefined) result.push(open.trim());
  return result;
}
