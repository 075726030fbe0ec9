/**
 * Texts that somebody published for everyone: package lists, manuals, and the libraries of the
 * distribution's Perl and Python, which carry their manuals inside. They show made-up tokens and
 * connection strings as examples, and no program or person keeps credentials in them.
 */
const places: ReadonlyArray<RegExp> = [
  /^var\/lib\/apt\/lists\//,
  /^usr\/(?:local\/)?share\/info\//,
  /^usr\/(?:.*\/)?docs?\//,
  /^usr\/share\/perl5?\//,
  /^usr\/lib\/(?:[\w-]+\/)?perl(?:5|-base)?\//,
  /^usr\/lib\/python3(?:\.\d+)?\//,
  /(?:^|\/)man\/(?:[a-z]{2}(?:_[A-Z]{2})?\/)?man[1-9n]\w*\//,
  /(?:^|\/)node_modules\/(?:.*\/)?(?:docs?|man)\//,
  /(?:^|\/)node_modules\/.*\.(?:md|markdown|html)$/,
];

/** What most paths lack, found in one look. */
const likely = /^(?:usr|var)\/|man\/|node_modules\//;

/** `path` is relative to the root of the image, without a leading slash. */
export function isPublishedText(path: string): boolean {
  return likely.test(path) && places.some((place) => place.test(path));
}
