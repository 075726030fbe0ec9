/** A file that programs keep credentials in, known by its path. */
export interface CredentialFile {
  readonly rule: string;
  readonly path: RegExp;
  /** Finds the values, in group 1; null: that the file is there and not empty is the finding. */
  readonly values: RegExp | null;
}

/** A placeholder or a reference to the environment is no secret. */
const notReference = String.raw`(?!["']?(?:\$\{?\w|%\w+%|<))`;

function json(...names: ReadonlyArray<string>): RegExp {
  return new RegExp(String.raw`"(?:${names.join('|')})"\s*:\s*"${notReference}([^"]{4,})"`, 'g');
}

function assignment(names: string): RegExp {
  return new RegExp(
    String.raw`^[ \t]*[^#;\n]*(?:${names})["']?[ \t]*[=:][ \t]*${notReference}["']?([^\s"']{4,})`,
    'gmi',
  );
}

/**
 * Credentials that somebody typed: given to a variable, to an option, to sshpass, or before a host. That
 * commands were typed at all is no secret: every shell that was used leaves a history.
 */
const typedSecrets = new RegExp(
  [
    String.raw`(?:passw(?:or)?d|secret|token|api_?key|access_?key)\w*["']?=`,
    String.raw`--(?:password|token|secret|api-key)[= ]`,
    String.raw`\bsshpass\s+-p\s*`,
    String.raw`(?:\s-u|--user)[= ]?["']?[^\s:"']+:`,
    String.raw`\w:\/\/[^\s:@/]+:(?=[^\s@/]+@)`,
  ]
    .map((before) => `(?:${before})`)
    .join('|')
    .replace(/^/, '(?:')
    .replace(/$/, String.raw`)["']?(?![$<%\x60])([^\s"'@]{4,})`),
  'gi',
);

function rule(name: string, path: RegExp, values: RegExp | null): CredentialFile {
  return { rule: name, path, values };
}

/** What a setting that holds a secret is called. */
const secretSetting =
  'passw(?:or)?d|passphrase|pwd|secret(?:_\\w+)?|token|credentials?|(?:api|app|auth|access|private|signing|encryption)_?key';

/** Paths are relative to the root of the image, without a leading slash. */
export const credentialFiles: ReadonlyArray<CredentialFile> = [
  rule('npmrc', /(?:^|\/)\.?npmrc$/, assignment('_authToken|_auth|_password')),
  rule('yarnrc', /(?:^|\/)\.yarnrc\.yml$/, assignment('npmAuthToken|npmAuthIdent')),
  rule('pypirc', /(?:^|\/)\.pypirc$/, assignment('password')),
  rule('netrc', /(?:^|\/)[._]netrc$/, /\bpassword\s+(\S+)/g),
  rule(
    'docker-config',
    /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg|containers\/auth\.json)$/,
    json('auth', 'identitytoken', 'registrytoken', 'password'),
  ),
  rule(
    'aws-credentials',
    /(?:^|\/)\.aws\/(?:credentials|config)$/,
    assignment('aws_secret_access_key|aws_session_token'),
  ),
  rule(
    'aws-credentials',
    /(?:^|\/)\.aws\/(?:sso|cli)\/cache\/[^/]+\.json$/,
    json('accessToken', 'SecretAccessKey', 'SessionToken', 'clientSecret'),
  ),
  rule(
    'gcloud',
    /(?:^|\/)gcloud\/(?:application_default_credentials\.json|legacy_credentials\/[^/]+\/adc\.json)$/,
    json('refresh_token', 'private_key', 'client_secret'),
  ),
  rule('gcloud', /(?:^|\/)gcloud\/(?:credentials|access_tokens)\.db$/, null),
  rule(
    'gcloud',
    /(?:^|\/)\.boto$/,
    assignment('gs_oauth2_refresh_token|gs_secret_access_key|aws_secret_access_key'),
  ),
  rule(
    'azure-credentials',
    /(?:^|\/)\.azure\/(?:accessTokens\.json|msal_token_cache\.json|service_principal_entries\.json)$/,
    json('accessToken', 'refreshToken', 'secret', 'client_secret'),
  ),
  rule(
    'azure-credentials',
    /(?:^|\/)\.azure\/(?:msal_token_cache|service_principal_entries)\.bin$/,
    null,
  ),
  rule(
    'kubeconfig',
    /(?:^|\/)(?:\.kube\/config|kubeconfig|kubernetes\/[\w-]+\.conf|rancher\/k3s\/k3s\.yaml)$/,
    /^\s*-?\s*(?:token|password|client-key-data)\s*:\s*["']?([^\s"']{4,})/gm,
  ),
  rule(
    'git-credentials',
    /(?:^|\/)(?:\.git-credentials|git\/credentials)$/,
    /:\/\/[^\s:/@]+:([^\s@]+)@/g,
  ),
  rule('pgpass', /(?:^|\/)\.pgpass$/, /^[^#\n](?:[^:\n]*:){3}[^:\n]*:([^\n]+)$/gm),
  rule('mysql', /(?:^|\/)\.my\.cnf$/, assignment('password')),
  rule('composer', /(?:^|\/)\.?composer\/auth\.json$/, /"(?!username)[^"]+"\s*:\s*"([^"]{8,})"/g),
  rule(
    'gem-credentials',
    /(?:^|\/)\.?gem\/credentials$/,
    /^\s*:?[\w.:/-]+\s*:\s+["']?([^\s"']{8,})/gm,
  ),
  rule('cargo', /(?:^|\/)\.?cargo\/credentials(?:\.toml)?$/, assignment('token')),
  rule(
    'maven',
    /(?:^|\/)\.m2\/settings\.xml$/,
    /<(?:password|passphrase)>(?!\s*\$\{)\s*([^<\s]{2,})\s*</g,
  ),
  rule('nuget', /(?:^|\/)nuget\.config$/i, /key="ClearTextPassword"\s+value="(?!%)([^"]+)"/gi),
  rule('github-cli', /(?:^|\/)gh\/hosts\.yml$/, assignment('oauth_token')),
  rule('terraform', /(?:^|\/)\.terraform\.d\/credentials\.tfrc\.json$/, json('token')),
  rule('vault', /(?:^|\/)\.vault-token$/, /^(\S+)/g),
  rule(
    'rclone',
    /(?:^|\/)rclone\/rclone\.conf$/,
    assignment('pass|token|secret_access_key|client_secret'),
  ),
  rule('s3cfg', /(?:^|\/)\.s3cfg$/, assignment('secret_key')),
  rule(
    'shell-history',
    /(?:^|\/)\.(?:(?:bash|zsh|ash|ksh|sh|fish|python|mysql|psql|sqlite|rediscli|node_repl|irb|php)_history|histfile|zhistory|history)$|(?:^|\/)fish\/fish_history$/,
    typedSecrets,
  ),
];

/**
 * Files of a project that are worth a warning before a build. In the files of an image they stop nothing:
 * programs bring their own, as defaults and for their tests.
 */
export const projectFiles: ReadonlyArray<CredentialFile> = [
  rule(
    'environment-file',
    /(?:^|\/)\.env(?:\.(?!example$|sample$|template$|dist$)[\w.-]+)?$/,
    assignment(secretSetting),
  ),
  rule('htpasswd', /(?:^|\/)\.?htpasswd$/, /^[^#:\n]+:([^\s:]{4,})/gm),
  rule(
    'terraform',
    /\.tfstate(?:\.backup)?$/,
    json('password', 'secret', 'token', 'private_key', 'secret_key', 'client_secret'),
  ),
  rule('terraform', /\.tfvars$/, assignment(secretSetting)),
  rule(
    'secrets-file',
    /(?:^|\/)(?:secrets?|credentials)\.(?:json|ya?ml|toml|ini|txt)$/i,
    assignment(secretSetting),
  ),
  rule('key-store', /\.(?:p12|pfx|jks|keystore|kdbx)$/i, null),
  rule('private-key', /(?:^|\/)\.gnupg\/(?:secring\.gpg|private-keys-v1\.d\/[^/]+)$/, null),
];

/** Whose files are looked at: an image's, or those of a project that is about to be built. */
export type SecretScope = 'image' | 'project';

const quick: Readonly<Record<SecretScope, RegExp>> = {
  image: /^[._]|config|npmrc|credential|auth|settings|history|\.(?:conf|json|yml|yaml|db)$/i,
  project:
    /^[._]|config|npmrc|credential|secret|htpasswd|auth|settings|history|\.(?:conf|json|yml|yaml|db|tfvars|tfstate|backup|p12|pfx|jks|keystore|kdbx|key)$/i,
};
const lists: Readonly<Record<SecretScope, ReadonlyArray<CredentialFile>>> = {
  image: credentialFiles,
  project: [...credentialFiles, ...projectFiles],
};

/** Quick to ask for every file: null for nearly all. */
export function credentialFileOf(path: string, scope: SecretScope): CredentialFile | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!quick[scope].test(name)) return null;
  return lists[scope].find((file) => file.path.test(path)) ?? null;
}

/** The `.git` folder that a path lies in, or null; `.git` files of worktrees and submodules are none. */
export function gitFolderOf(path: string): string | null {
  const at = path.startsWith('.git/') ? 0 : path.indexOf('/.git/') + 1;
  if (at === 0 && !path.startsWith('.git/')) return null;
  return path.slice(0, at + 4);
}
