/** Addresses as they may be shown and kept: what stands between `//` and `@` can be a password or a token. */
export function redactUrls(text: string): string {
  return text.replace(/\b([a-z][a-z+.-]*:\/\/)[^\s/@"'<>]*@/gi, '$1xxxxx@');
}
