import type { SecretKind } from '../../../shared/model/context-report';

/** Says of a file of a context whether it holds a secret. */
export interface SecretDetector {
  /** `path` from the context's root. Null for nothing suspicious. */
  detect(path: string): SecretKind | null;
}

const names: Readonly<Record<string, SecretKind>> = {
  '.dockercfg': 'credentials',
  '.git-credentials': 'credentials',
  '.htpasswd': 'credentials',
  '.netrc': 'credentials',
  _netrc: 'credentials',
  '.npmrc': 'token',
  '.pgpass': 'credentials',
  '.pypirc': 'token',
  '.vault-token': 'token',
  '.yarnrc.yml': 'token',
  kubeconfig: 'credentials',
  id_dsa: 'private-key',
  id_ecdsa: 'private-key',
  id_ed25519: 'private-key',
  id_rsa: 'private-key',
  'terraform.tfstate': 'state',
  'terraform.tfvars': 'credentials',
};

/** The end of a path, with the folder that makes the name mean something. */
const paths: ReadonlyArray<readonly [RegExp, SecretKind]> = [
  [/(^|\/)\.aws\/(credentials|config)$/, 'credentials'],
  [/(^|\/)\.docker\/config\.json$/, 'credentials'],
  [/(^|\/)\.kube\/config$/, 'credentials'],
  [/(^|\/)\.config\/gcloud\/.*credentials/, 'credentials'],
  [/(^|\/)\.gnupg\/(secring\.gpg|private-keys-v1\.d\/.*)$/, 'private-key'],
  [/(^|\/)service[-_]?account[^/]*\.json$/i, 'credentials'],
  [/(^|\/)(secrets?|credentials)\.(json|ya?ml|toml|ini|txt)$/i, 'credentials'],
  [/\.(pem|key|ppk)$/i, 'private-key'],
  [/\.(p12|pfx|jks|keystore)$/i, 'keystore'],
];

/** `.env`, `.env.local`; `.env.example` and the like are there to be read. */
const environmentFile = /^\.env(\.(?!example$|sample$|template$|dist$)[\w.-]+)?$/;
/** Certificates without their keys, and keys that everybody may have. */
const harmless =
  /(\.pub$|(^|\/)(ca-?(cert|bundle)|cert|certificate|fullchain|chain|public)[^/]*\.pem$)/i;

/** Tells by the name alone, so that no file has to be read. */
export const secretNames: SecretDetector = {
  detect(path) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const known = names[name];
    if (known !== undefined) return known;
    if (environmentFile.test(name)) return 'environment';
    if (harmless.test(path)) return null;
    return paths.find(([pattern]) => pattern.test(path))?.[1] ?? null;
  },
};
