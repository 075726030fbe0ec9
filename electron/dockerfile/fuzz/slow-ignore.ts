interface SlowRule {
  readonly regex: RegExp;
  readonly isException: boolean;
}

/**
 * A second, slow reading of `.dockerignore` for the fuzz tests: every line becomes a regular
 * expression, every path is judged from its topmost folder down. Malformed files are undefined.
 */
export function slowIgnored(text: string, path: string): boolean | undefined {
  const rules = text
    .split('\n')
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .map((line) => slowRule(line.trim()))
    .filter((rule) => rule !== 'nothing');
  if (rules.some((rule) => rule === undefined)) return undefined;
  const parts = path.split('/');
  let inherited: ReadonlyArray<boolean> = rules.map(() => false);
  let isIgnored = false;
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const prefix = parts.slice(0, depth).join('/');
    isIgnored = false;
    inherited = rules.map((rule, index) => {
      const isAsked = inherited[index] === true || rule?.isException === isIgnored;
      if (rule === undefined || !isAsked) return false;
      if (inherited[index] !== true && !rule.regex.test(prefix)) return false;
      isIgnored = !rule.isException;
      return true;
    });
  }
  return isIgnored;
}

function slowRule(line: string): SlowRule | 'nothing' | undefined {
  const isException = line.startsWith('!');
  const written = isException ? line.slice(1).trim() : line;
  if (written === '') return undefined;
  const cleaned = slowClean(written);
  const relative = cleaned.length > 1 ? cleaned.replace(/^\//, '') : cleaned;
  const second = `${isException ? '!' : ''}${relative}`.trim();
  if (second === '') return 'nothing';
  const again = slowClean(second);
  return slowPattern(again.replace(/^!/, ''), again.startsWith('!'));
}

function slowPattern(pattern: string, isException: boolean): SlowRule | undefined {
  if (pattern === '') return undefined;
  const body = regexBody(pattern);
  return body === undefined ? undefined : { regex: new RegExp(`^${body}$`, 'su'), isException };
}

/** Takes away one `//`, `/.` or `name/..` after the other until nothing changes. */
function slowClean(path: string): string {
  const shorter = path
    .replace(/\/\/+/, '/')
    .replace(/^\.\//, '')
    .replace(/\/\.(?=\/|$)/, (_, offset: number) => (offset === 0 ? '/' : ''))
    .replace(/^\/\/?\.\.(?=\/|$)/, '/')
    .replace(/(^|\/)(?!\.\.\/)[^/]+\/\.\.(?=\/|$)/, (_, slash: string, offset: number) =>
      offset === 0 && slash === '' ? '.' : slash,
    );
  if (shorter !== path) return slowClean(shorter);
  if (path === '') return '.';
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

function regexBody(pattern: string): string | undefined {
  if (/^\*\*[^/*?[\]\\]*$/.test(pattern)) return `.*${quote(pattern.slice(2))}`;
  let rest = pattern;
  let body = '';
  while (rest !== '') {
    const token =
      /^(?:\*\*\/?|\*|\?|\\[^]|\[\^?(?:(?:\\[^]|[^\]\\-])(?:-(?:\\[^]|[^\]\\-]))?)+\]|[^[\\])/u.exec(
        rest,
      )?.[0];
    if (token === undefined) return undefined;
    rest = rest.slice(token.length);
    const part = regexPart(token, rest === '');
    if (part === undefined) return undefined;
    body += part;
  }
  return body;
}

function regexPart(token: string, isLast: boolean): string | undefined {
  if (token.startsWith('**')) return isLast ? '.*' : '(?:.*/)?';
  if (token === '*') return '[^/]*';
  if (token === '?') return '[^/]';
  if (/^\\[0-9A-Za-z]/.test(token))
    return /^\\[afnrtvdDsSwW]/.test(token) ? goEscape(token) : undefined;
  if (token.startsWith('\\')) return quote(token.slice(1));
  if (!token.startsWith('[') || token.length === 1) return quote(token);
  const isNegated = token.startsWith('[^');
  const members =
    token.slice(isNegated ? 2 : 1, -1).match(/(?:\\[^]|[^\\])(?:-(?:\\[^]|[^\\]))?/gu) ?? [];
  if (members.some((member) => /\\[0-9A-Zb-eg-mo-qsuw-z]/.test(member))) return undefined;
  const ranges = members.map((member) =>
    member.replace(/\\([^])/gu, (_, sign: string) => goControl[sign] ?? sign),
  );
  const hasReversed = ranges.some(
    (range) => range.length === 3 && range.charAt(0) > range.charAt(2),
  );
  if (hasReversed) return undefined;
  const source = ranges.map((range) =>
    range.length === 3 ? `${quote(range.charAt(0))}-${quote(range.charAt(2))}` : quote(range),
  );
  return `[${isNegated ? '^' : ''}${source.join('')}]`;
}

const goControl: Readonly<Record<string, string>> = {
  a: '\x07',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** A letter behind a backslash means in JavaScript what it means in Go, but for these two. */
function goEscape(token: string): string {
  if (token === '\\a') return '\\x07';
  if (/^\\s$/i.test(token)) return token === '\\s' ? '[\\t\\n\\f\\r ]' : '[^\\t\\n\\f\\r ]';
  return token;
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, (sign) => (sign === '-' ? '\\x2d' : `\\${sign}`));
}
