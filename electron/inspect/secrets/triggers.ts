/** A short text that cannot be missing where a rule would find something. */
export interface Trigger {
  /** What the search looks for, in this very case; at least four bytes. */
  readonly word: string;
  readonly rule: string;
  /**
   * Must match from where the word begins, for the rule to be asked. Keeps the many harmless places
   * (every URL) cheap; never stricter than the shape the issuer of such a secret gives it.
   */
  readonly check: RegExp;
  /** Bytes after the word that the rule may need. */
  readonly reach: number;
  /** The cheapest look at the bytes from the word on, before `check`: false where it cannot match. */
  readonly quick?: (bytes: Uint8Array, at: number) => boolean;
}

/** Longest text a check looks at, in bytes. */
export const checkBytes = 640;

/** What may stand before a value: short prefixes are looked for together with it. */
const before = ['"', "'", '=', ' ', ':', '\n', '>'];

function behind(prefix: string): string[] {
  return before.map((mark) => mark + prefix);
}

/** As written, in small and in capital letters. */
function inCases(...words: ReadonlyArray<string>): string[] {
  return [...new Set(words.flatMap((word) => [word, word.toLowerCase(), word.toUpperCase()]))];
}

function group(
  rule: string,
  words: ReadonlyArray<string>,
  check: RegExp,
  reach = 400,
  quick?: Trigger['quick'],
): ReadonlyArray<Trigger> {
  return words.map((word) => ({
    word,
    rule,
    check,
    reach,
    ...(quick === undefined ? {} : { quick }),
  }));
}

/** A name and a colon follow `p://`: most addresses have neither user nor port. */
function hasUser(bytes: Uint8Array, at: number): boolean {
  for (let index = at + 5; index < bytes.length; index += 1) {
    const byte = bytes[index] as number;
    if (byte === 0x3a) return index > at + 5;
    const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
    if (!isLetter && (byte < 0x30 || byte > 0x39) && byte !== 0x2d && byte !== 0x5f) return false;
  }
  return true;
}

/**
 * A key's or an account's id alone is no secret (secretlint leaves them out by default too). Shapes follow the patterns of secretlint's rules of the same name, and for the rest the issuers'
 * documentation (GitLab, PyPI, Docker Hub, RubyGems, Google, Stripe, Hugging Face, DigitalOcean, age, PuTTY).
 */
export const triggers: ReadonlyArray<Trigger> = [
  ...group(
    'aws',
    inCases('secret_access', 'Secret_Access', 'secretAccess', 'SecretAccess'),
    /^secret_?access_?key["']?\s*(?::|=>|=)\s*["']?[A-Za-z0-9/+=]{40}/i,
  ),
  ...group('private-key', ['PRIVATE KEY'], /^PRIVATE KEY(?: BLOCK)?-----/, 14_000),
  ...group('private-key', ['PuTTY-User-Key-File-'], /^PuTTY-User-Key-File-\d/, 8000),
  ...group('private-key', ['AGE-SECRET-KEY-1'], /^AGE-SECRET-KEY-1[0-9A-Z]{58}/),
  ...group('gcp', ['"private_key_id"'], /^"private_key_id"\s*:/, 8000),
  ...group('npm', ['_authToken='], /^_authToken=[^$\s]/),
  ...group('npm', ['npm_'], /^npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/),
  ...group('npm', [':x-oauth-basic@'], /^:x-oauth-basic@github/),
  ...group(
    'basicauth',
    ['tp://', 'ps://'],
    /^[tp][ps]:\/\/[-a-zA-Z0-9_]{1,256}:[-a-zA-Z0-9_]{1,256}@/,
    900,
    hasUser,
  ),
  ...group(
    'slack',
    ['xoxb-', 'xoxp-', 'xapp-', 'xoxa-', 'xoxo-', 'xoxr-'],
    // A bot's or user's token has numbers; without them many a package's name would look like one.
    /^(?:xox[bpaor]-(?:\d-)?[a-zA-Z]{0,4}\d{6,40}-|xapp-\d-[A-Z0-9]{6,40}-\d+-)/,
  ),
  ...group('slack', ['hooks.slack.com'], /^hooks\.slack\.com\/services\/T/i),
  ...group('sendgrid', behind('SG.'), /^.SG\.[\w-]{16,32}\.[\w-]{30,64}/s),
  ...group(
    'shopify',
    ['shppa_', 'shpca_', 'shpat_', 'shpss_'],
    /^shp(?:pa|ca|at|ss)_[a-zA-Z0-9]{32}/,
  ),
  ...group(
    'github',
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    /^gh[pousr]_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/,
  ),
  ...group('github', ['github_pat_'], /^github_pat_[A-Za-z0-9_]{82}/),
  ...group('openai', ['T3BlbkFJ'], /^T3BlbkFJ[A-Za-z0-9_-]{20}/),
  ...group('anthropic', ['sk-ant-api0'], /^sk-ant-api0\d-[A-Za-z0-9_-]{80}/),
  ...group('linear', ['lin_api_'], /^lin_api_[a-zA-Z0-9_]{32}/),
  ...group('1password', ['ops_ey'], /^ops_ey[A-Za-z0-9+/=]{100}/, 1600),
  ...group(
    'database-connection-string',
    ['mongodb://', 'mongodb+srv://', 'mysql://', 'mysqlx://', 'postgres://', 'postgresql://'],
    /^[a-z+]+:\/\/[^:/\s]{1,100}:[^@/\s]{4,200}@/i,
    1300,
  ),
  ...group('gitlab', ['glpat-'], /^glpat-[\w-]{20}/),
  ...group('pypi', ['pypi-AgEIcHlwaS5vcmc'], /^pypi-AgEIcHlwaS5vcmc[\w-]{50}/),
  ...group('docker-hub', ['dckr_pat_'], /^dckr_pat_[\w-]{27}/),
  ...group('rubygems', ['rubygems_'], /^rubygems_[a-f0-9]{48}(?![a-f0-9])/),
  ...group('google-api-key', ['AIza'], /^AIza[\w-]{35}(?![\w-])/),
  ...group('azure', ['AccountKey='], /^AccountKey=[A-Za-z0-9+/]{86}==/),
  ...group('stripe', ['sk_live_', 'rk_live_'], /^[sr]k_live_[A-Za-z0-9]{24}/),
  ...group('hugging-face', behind('hf_'), /^.hf_[A-Za-z0-9]{34}(?![A-Za-z0-9_])/s),
  ...group('digitalocean', ['dop_v1_'], /^dop_v1_[a-f0-9]{64}/),
];
