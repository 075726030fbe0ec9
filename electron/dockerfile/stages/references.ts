const defaultDomain = 'docker.io';
const officialPrefix = 'library/';

/**
 * A name in the form that makes two ways of writing one image equal: `alpine`, `alpine:latest` and
 * `docker.io/library/alpine` all become `docker.io/library/alpine:latest`.
 */
export function normalizeImageName(name: string): string {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const hasDomain = /[.:]/.test(first) || first === 'localhost';
  const domain = hasDomain ? first.replace(/^index\.docker\.io$/, defaultDomain) : defaultDomain;
  const rest = hasDomain ? name.slice(slash + 1) : name;
  const isOfficial = domain === defaultDomain && !rest.includes('/');
  const path = isOfficial ? officialPrefix + rest : rest;
  const hasVersion = path.includes('@') || path.lastIndexOf(':') > path.lastIndexOf('/');
  return `${domain}/${path}${hasVersion ? '' : ':latest'}`;
}

/** The named context that takes the place of an image. */
export function findNamedContext(
  name: string,
  namedContexts: ReadonlyArray<string>,
): string | undefined {
  const lower = name.toLowerCase();
  if (lower === 'scratch' || lower === 'context') return undefined;
  const wanted = normalizeImageName(name);
  return namedContexts.find((candidate) => normalizeImageName(candidate) === wanted);
}

const imageNamePattern =
  /^(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

/** True when the text can name an image. It is a fast check; the registry client decides. */
export function looksLikeImageName(text: string): boolean {
  return text.length <= 512 && imageNamePattern.test(text);
}
