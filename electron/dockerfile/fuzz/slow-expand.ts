/**
 * A second, slow reading of the expansion rules for the fuzz tests: it works on strings by cutting
 * off their heads and leaves patterns to regular expressions. Failure is undefined.
 */
export function slowExpand(
  text: string,
  variables: ReadonlyMap<string, string>,
): string | undefined {
  const result = take(text, '', false, variables);
  return result?.text;
}

interface Taken {
  readonly text: string;
  readonly rest: string;
}

type Variables = ReadonlyMap<string, string>;

function take(
  input: string,
  stop: string,
  isRaw: boolean,
  variables: Variables,
): Taken | undefined {
  let text = '';
  let rest = input;
  while (rest !== '') {
    const head = rest.charAt(0);
    if (stop !== '' && head === stop) return { text, rest: rest.slice(1) };
    if (head === "'") {
      const end = rest.indexOf("'", 1);
      if (end === -1) return undefined;
      text += rest.slice(1, end);
      rest = rest.slice(end + 1);
    } else if (head === '"') {
      const inner = takeQuoted(rest.slice(1), isRaw, variables);
      if (inner === undefined) return undefined;
      text += inner.text;
      rest = inner.rest;
    } else if (head === '$') {
      const inner = takeVariable(rest, variables);
      if (inner === undefined) return undefined;
      text += inner.text;
      rest = inner.rest;
    } else if (head === '\\') {
      text += (isRaw ? head : '') + rest.slice(1, 2);
      rest = rest.slice(2);
    } else {
      text += head;
      rest = rest.slice(1);
    }
  }
  return stop === '' ? { text, rest } : undefined;
}

function takeQuoted(input: string, isRaw: boolean, variables: Variables): Taken | undefined {
  let text = '';
  let rest = input;
  for (;;) {
    if (rest === '') return undefined;
    if (rest.startsWith('"')) return { text, rest: rest.slice(1) };
    if (rest.startsWith('$')) {
      const inner = takeVariable(rest, variables);
      if (inner === undefined) return undefined;
      text += inner.text;
      rest = inner.rest;
    } else if (/^\\["$\\]/.test(rest)) {
      text += rest.slice(isRaw ? 0 : 1, 2);
      rest = rest.slice(2);
    } else if (rest.startsWith('\\')) {
      // Before any other character the backslash stays; in a pattern it is even doubled.
      if (rest.length > 1 || isRaw) text += isRaw && rest.length > 1 ? '\\\\' : '\\';
      rest = rest.slice(1);
    } else {
      text += rest.charAt(0);
      rest = rest.slice(1);
    }
  }
}

function takeVariable(input: string, variables: Variables): Taken | undefined {
  const plain = /^\$(\p{Nd}+|[@*#?\-$!]|[\p{L}_][\p{L}_\p{Nd}]*)/u.exec(input);
  if (plain !== null) {
    return { text: variables.get(plain[1] ?? '') ?? '', rest: input.slice(plain[0].length) };
  }
  if (!input.startsWith('${')) return { text: '$', rest: input.slice(1) };
  if (/^\$\{[{}:]/.test(input)) return undefined;
  const head = /^\$\{(\p{Nd}+|[@*#?\-$!]|[\p{L}_\p{Nd}]*)(:?[-+?]|[#%/}])?/u.exec(input);
  if (head === null || head[2] === undefined) return undefined;
  const value = variables.get(head[1] ?? '');
  const rest = input.slice(head[0].length);
  switch (head[2]) {
    case '}':
      return { text: value ?? '', rest };
    case '/':
      return replace(value ?? '', rest, variables);
    case '#':
    case '%':
      return trim(head[2], value ?? '', rest, variables);
    default:
      return choose(head[2], value, rest, variables);
  }
}

function choose(
  modifier: string,
  value: string | undefined,
  input: string,
  variables: Variables,
): Taken | undefined {
  const word = take(input, '}', false, variables);
  if (word === undefined) return undefined;
  const isSet = modifier.startsWith(':') ? (value ?? '') !== '' : value !== undefined;
  if (modifier.endsWith('-')) return isSet ? { text: value ?? '', rest: word.rest } : word;
  if (modifier.endsWith('+')) return isSet ? word : { text: '', rest: word.rest };
  return isSet ? { text: value ?? '', rest: word.rest } : undefined;
}

function trim(
  sign: '#' | '%',
  value: string,
  input: string,
  variables: Variables,
): Taken | undefined {
  const word = take(input, '}', true, variables);
  if (word === undefined) return undefined;
  const isLongest = word.text.startsWith(sign);
  const source = regexSource(isLongest ? word.text.slice(1) : word.text);
  if (source === undefined) return undefined;
  const whole = new RegExp(`^(?:${source})$`, 'u');
  const characters = Array.from(value);
  const lengths = characters.map((_, index) => index + 1);
  const candidates = isLongest ? [...lengths.reverse(), 0] : [0, ...lengths];
  for (const length of candidates) {
    const cut =
      sign === '#' ? characters.slice(0, length) : characters.slice(characters.length - length);
    const left =
      sign === '#' ? characters.slice(length) : characters.slice(0, characters.length - length);
    if (whole.test(cut.join(''))) return { text: left.join(''), rest: word.rest };
  }
  return { text: value, rest: word.rest };
}

function replace(value: string, input: string, variables: Variables): Taken | undefined {
  const isAll = input.startsWith('/');
  const pattern = take(isAll ? input.slice(1) : input, '/', true, variables);
  const replacement = pattern && take(pattern.rest, '}', true, variables);
  const source = pattern && regexSource(pattern.text);
  if (replacement === undefined || source === undefined) return undefined;
  const regex = new RegExp(source, isAll ? 'gu' : 'u');
  let end = -1;
  const text = value.replace(regex, (match: string, offset: number) => {
    // Go drops an empty match behind another one.
    if (match === '' && offset === end) return '';
    end = offset + match.length;
    return isAll ? goTemplate(replacement.text, match) : replacement.text;
  });
  return { text, rest: replacement.rest };
}

function goTemplate(template: string, match: string): string {
  const found = /\$(\$|[\p{L}\p{Nd}_]+|\{[\p{L}\p{Nd}_]+\})/u.exec(template);
  if (found === null) return template;
  const name = found[1] ?? '';
  const text = name === '$' ? '$' : /^\{?0+\}?$/.test(name) ? match : '';
  const behind = template.slice(found.index + found[0].length);
  return template.slice(0, found.index) + text + goTemplate(behind, match);
}

function regexSource(pattern: string): string | undefined {
  if (/^(?:[^\\]|\\[*?\\}/])*$/su.test(pattern) === false) return undefined;
  return pattern.replace(/\\([*?\\}/])|([*?])|([^*?\\])/gsu, (_, escaped, wild, plain) => {
    if (wild === '*') return '.*';
    if (wild === '?') return '.';
    const literal = String(escaped ?? plain);
    return /[[\]{}.+()|^$*?\\/-]/.test(literal) && literal !== '-' ? `\\${literal}` : literal;
  });
}
