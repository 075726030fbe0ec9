const secretWords = new Set(
  'apikey auth credential credentials key password pword passwd secret token'.split(' '),
);
const harmlessWords = new Set(['public', 'file', 'version']);

/**
 * Whether the name of a variable says that it holds a secret, as BuildKit's check
 * SecretsUsedInArgOrEnv tells them: a word between underscores decides, so API_KEY and auth do,
 * MONKEY and KEY_FILE do not.
 */
export function looksSecret(name: string): boolean {
  const words = name.toLowerCase().split('_');
  return (
    words.some((word) => secretWords.has(word)) && !words.some((word) => harmlessWords.has(word))
  );
}
