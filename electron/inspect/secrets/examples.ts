/** Names that are reserved for examples (RFC 2606, sections 2 and 3), behind a login of an address. */
const exampleHost = /@(?:[\w-]+\.)*(?:example(?:\.(?:com|net|org))?|test|invalid)(?![\w.-]*\w)/i;
const placeholderLogin =
  /:\/\/<?\$?\{?(?:user|username|login|name|me|foo)\}?>?:<?\$?\{?(?:pass|passwd|password|pwd|secret|bar)\}?>?@/i;

/**
 * Whether what a rule took for the login of an address is an example of one: documentation, comments and
 * tests are full of them. `after` is what follows the match.
 */
export function isExample(value: string, after: string): boolean {
  const text = `${value}${/^[^\s"'`<>|)\\]*/.exec(after)?.[0] ?? ''}`;
  return exampleHost.test(text) || placeholderLogin.test(text);
}
