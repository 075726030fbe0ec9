import type {
  CertificateInfo,
  LoginInfo,
  RegistryPlace,
  RegistryRules,
  RemoteImage,
  TagPage,
} from '../model/registry';
import type { Settings } from '../model/settings';
import type { Call } from './contract';

/** What the window asks about registries; a part of the contract. */
export interface RegistryRequests {
  /** Registries with a login; what is set about each is in the settings. */
  'registries.logins': Call<null, ReadonlyArray<LoginInfo>>;
  /** Checks and keeps a password or token; `registry` is a host, '' for Docker Hub. */
  'registries.login': Call<
    { readonly registry: string; readonly username: string; readonly password: string },
    LoginInfo
  >;
  'registries.logout': Call<{ readonly registry: string }, null>;
  /**
   * Keeps what is set about a registry, or with null forgets it; other registries stay as they are.
   * CERTIFICATE_UNUSABLE, INVALID_ARGUMENT for a mirror.
   */
  'registries.set': Call<
    { readonly registry: string; readonly rules: RegistryRules | null },
    Settings
  >;
  /** Tries mirrors and registry as they would be with these rules, which are not kept. */
  'registries.test': Call<
    { readonly registry: string; readonly rules: RegistryRules },
    ReadonlyArray<RegistryPlace>
  >;
  /** What a PEM file holds that is valid now; CERTIFICATE_UNUSABLE says what to do. */
  'registries.certificates': Call<{ readonly path: string }, ReadonlyArray<CertificateInfo>>;
  /** Tags of a repository such as `debian` or `localhost:5000/shop/api`. */
  'registries.tags': Call<{ readonly name: string; readonly limit: number }, TagPage>;
  /** Platforms and referrers of what a name stands for in its registry. */
  'registries.inspect': Call<{ readonly name: string }, RemoteImage>;
}
