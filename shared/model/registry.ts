import type { WireError } from '../errors';

/** What a person has set about one registry. */
export interface RegistryRules {
  /** Asked before the registry itself when pulling: `host[:port][/path]` or a URL. */
  readonly mirrors?: ReadonlyArray<string>;
  /** Plain HTTP, and TLS with a certificate that cannot be checked. Without it: only on localhost. */
  readonly insecure?: boolean;
  /** A file with PEM certificates that are trusted besides the system's. */
  readonly caFile?: string;
}

/** `localhost`, 127.0.0.0/8 and ::1, with or without a port: plain HTTP is allowed there. */
export function isLoopback(host: string): boolean {
  const name = host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d+$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return /^127(\.\d{1,3}){3}$/.test(name) || name === '::1';
}

/** A certificate of a file to trust, as people compare it. */
export interface CertificateInfo {
  /** Names as RFC 4514 writes them, on one line. */
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
  /** SHA-256 of the certificate, hex pairs with colons. */
  readonly fingerprint: string;
}

/** What one place of a registry, a mirror or the registry itself, answered when it was tried. */
export type RegistryPlace =
  | {
      readonly kind: 'reached';
      /** The address that answered. */
      readonly address: string;
      readonly isMirror: boolean;
      readonly protection: 'checked' | 'unchecked' | 'plain';
      /** Whether it lets in without a login, with the kept one, or wants one. */
      readonly access: 'open' | 'known' | 'login';
    }
  | {
      readonly kind: 'failed';
      readonly address: string;
      readonly isMirror: boolean;
      readonly error: WireError;
    };

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
