/** One challenge of `WWW-Authenticate` (RFC 9110 §11.6.1). Scheme and parameter names in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** All challenges of a header, in order; what cannot be read is left out. */
export function parseChallenges(header: string): ReadonlyArray<Challenge> {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  const token = /\s*,?\s*([^\s,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/y;
  for (;;) {
    const match = token.exec(header);
    if (match === null) return challenges;
    const [, word = '', quoted, plain] = match;
    const value = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    if (value === undefined) challenges.push({ scheme: word.toLowerCase(), parameters: {} });
    else {
      const last = challenges[challenges.length - 1];
      if (last !== undefined) last.parameters[word.toLowerCase()] = value;
    }
  }
}
