/** What os-release(5) says, with a name for the image. */
export interface Distribution {
  /** `PRETTY_NAME`; '' when missing. */
  readonly prettyName: string;
  /** e.g. `debian:12`; '' when the file has no ID. */
  readonly imageName: string;
}

/** Reads `KEY=value` lines as a shell would (os-release(5)): quotes and backslashes, no expansion. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Z_][A-Z0-9_]*)=(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined) values.set(match[1], unquote(match[2] ?? ''));
  }
  return values;
}

export function describeDistribution(
  osRelease: string | null,
  debianVersion: string | null,
): Distribution {
  const values = parseOsRelease(osRelease ?? '');
  const id = imageNamePart(values.get('ID') ?? '');
  const version = tagPart(values.get('VERSION_ID') ?? values.get('VERSION_CODENAME') ?? '');
  if (id !== '') {
    return {
      prettyName: values.get('PRETTY_NAME') ?? values.get('NAME') ?? id,
      imageName: `${id}:${version === '' ? 'latest' : version}`,
    };
  }
  const debian = (debianVersion ?? '').trim();
  if (debian === '') return { prettyName: '', imageName: '' };
  // Releases are numbered "12.7"; testing and sid say "trixie/sid".
  const tag = tagPart(/^\d+/.exec(debian)?.[0] ?? debian.split('/')[0] ?? '');
  return { prettyName: `Debian ${debian}`, imageName: `debian:${tag === '' ? 'latest' : tag}` };
}

function unquote(text: string): string {
  const quote = text[0];
  if (quote === "'" && text.endsWith("'")) return text.slice(1, -1);
  const inner = quote === '"' && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text;
  return inner.replace(/\\(.)/g, '$1');
}

function imageNamePart(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '')
    .replace(/^[._-]+|[._-]+$/g, '');
}

function tagPart(text: string): string {
  return text
    .replace(/[^A-Za-z0-9_.-]/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 128);
}
