/** What a person has set about one registry. */
export interface RegistryRules {
  /** Asked before the registry itself when pulling: `host[:port][/path]` or a URL. */
  readonly mirrors?: ReadonlyArray<string>;
  /** Plain HTTP, and TLS with a certificate that cannot be checked. Without it: only on localhost. */
  readonly insecure?: boolean;
  /** A file with PEM certificates that are trusted besides the system's. */
  readonly caFile?: string;
}

export type PullPolicy = 'missing' | 'always' | 'never';

export interface PullOptions {
  /** `os/arch[/variant]`; without it this machine's. */
  readonly platform?: string;
  /** Plain HTTP and unchecked certificates for this one call. */
  readonly insecure?: boolean;
}

export interface PullResult {
  readonly imageId: string;
  /** The familiar name it now has; with a digest when it was pulled by one. */
  readonly name: string;
  /** The name with registry and tag, e.g. `docker.io/library/debian:12`. */
  readonly fullName: string;
  /** Digest of the manifest or index that the name stands for. */
  readonly digest: string;
  /** False when the store had all of it. */
  readonly changed: boolean;
}

export interface PushOptions {
  /** Where to; without it the image's own name says. */
  readonly target?: string;
  /** How layers are compressed; without it as they came, else gzip. */
  readonly compression?: 'gzip' | 'zstd';
  /** Media types of the manifest; without it as it came, else OCI's. */
  readonly format?: 'oci' | 'docker';
  readonly insecure?: boolean;
}

export interface PushResult {
  readonly name: string;
  readonly digest: string;
  readonly sizeBytes: number;
}

/** Where *Send to…* brings an image: another engine by its id, or a name in a registry. */
export type SendTarget =
  | { readonly kind: 'engine'; readonly engineId: string }
  | { readonly kind: 'registry'; readonly name: string };

/** A registry that credentials are kept for. */
export interface LoginInfo {
  readonly registry: string;
  readonly username: string;
  /** Where they are kept: a helper's name, the system's key ring, or Docker's file in the clear. */
  readonly keptIn: string;
}

export interface TagPage {
  readonly repository: string;
  readonly tags: ReadonlyArray<string>;
  /** True when there are more than were asked for. */
  readonly more: boolean;
}

/** One entry of an index, or the only manifest, as `manifest inspect` shows it. */
export interface RemoteManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** `os/arch[/variant]`; '' when it does not say. */
  readonly platform: string;
  readonly artifactType: string;
}

/** What a name stands for in its registry. */
export interface RemoteImage {
  readonly name: string;
  readonly digest: string;
  readonly mediaType: string;
  /** The exact JSON document. */
  readonly document: string;
  /** Of an index; empty for a manifest. */
  readonly manifests: ReadonlyArray<RemoteManifest>;
  /** What refers to it: signatures, SBOMs, attestations (distribution-spec 1.1, "Listing Referrers"). */
  readonly referrers: ReadonlyArray<RemoteManifest>;
}
