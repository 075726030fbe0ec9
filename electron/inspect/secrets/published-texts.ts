/**
 * Texts that somebody published for everyone: package lists and manuals. They show made-up tokens and
 * connection strings as examples, and no program or person keeps credentials in them.
 */
const places: ReadonlyArray<RegExp> = [
  /^var\/lib\/apt\/lists\//,
  /^usr\/(?:local\/)?share\/info\//,
  /^usr\/(?:.*\/)?docs?\//,
  /(?:^|\/)man\/(?:[a-z]{2}(?:_[A-Z]{2})?\/)?man[1-9n]\w*\//,
  /(?:^|\/)node_modules\/(?:.*\/)?(?:docs?|man)\//,
  /(?:^|\/)node_modules\/.*\.(?:md|markdown|html)$/,
];

/** `path` is relative to the root of the image, without a leading slash. */
export function isPublishedText(path: string): boolean {
  return places.some((place) => place.test(path));
}
