const bullets = '•••••';

/**
 * What may be shown of a secret: enough to know which it is, never enough to use it. Keys show their
 * kind, long values four characters, short ones none.
 */
export function maskSecret(value: string): string {
  const key = /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?)-----/.exec(value);
  if (key !== null) return `${key[1]} ${bullets}`;
  const url = /^([a-z][a-z0-9+]*:\/\/)[^@\s]*@/i.exec(value);
  if (url !== null) return `${url[1]}${bullets}@${bullets}`;
  // "name: value" matches as a whole: only the value is masked, and only it may show its beginning
  const named = /^["']?[\w-]{3,40}["']?\s*(?:=>|[:=])\s*["']?/.exec(value);
  const secret = named === null ? value : value.slice(named[0].length);
  return secret.length >= 16 ? `${secret.slice(0, 4)}…${bullets}` : bullets;
}
