import type { WireError } from '../errors';

/** Where an engine listens and how it is reached; what `darkroom engine add` keeps. No secrets, only paths. */
export type EngineEndpoint =
  | { readonly kind: 'embedded' }
  /** A unix socket, or a named pipe of Windows (`//./pipe/…`). */
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      /** Null talks in the clear. */
      readonly tls: TlsFiles | null;
    }
  | {
      readonly kind: 'ssh';
      /** Host name or alias of ~/.ssh/config. */
      readonly host: string;
      readonly port: number | null;
      readonly user: string | null;
      /** Socket over there; null leaves it to the docker command there. */
      readonly socketPath: string | null;
      /** Private key; null leaves it to the agent and ssh's own configuration. */
      readonly identityFile: string | null;
      /** Null is the person's own known_hosts. */
      readonly knownHostsFile: string | null;
    };

/** PEM files of docker's names: ca.pem, cert.pem, key.pem. */
export interface TlsFiles {
  /** Null trusts the system's authorities. */
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
  /** `tls` without `tlsverify`: the server's certificate is not checked. */
  readonly skipVerify: boolean;
}

/** How an engine came onto the list. */
export type EngineSource = 'embedded' | 'environment' | 'context' | 'socket' | 'added';

export interface EngineEntry {
  /** Unique; `--engine NAME`. */
  readonly name: string;
  readonly endpoint: EngineEndpoint;
  readonly source: EngineSource;
}

export type EngineState =
  /** Nobody asked yet. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'connected'; readonly about: EngineAbout }
  /** `retryAt` (milliseconds since 1970) while it is tried again by itself, else null. */
  | { readonly kind: 'unreachable'; readonly error: WireError; readonly retryAt: number | null };

/** What an engine says of itself. */
export interface EngineAbout {
  /** `Darkroom`, `Docker` or `Podman`. */
  readonly product: string;
  readonly version: string;
  /** Version of Docker's API that is spoken with it; '' for the embedded engine. */
  readonly apiVersion: string;
  readonly os: string;
  readonly architecture: string;
}

/** An engine as the window's switch and `darkroom engine ls` show it. */
export interface EngineListing extends EngineEntry {
  /** The endpoint as docker writes it: `unix:///var/run/docker.sock`. */
  readonly address: string;
  readonly state: EngineState;
  readonly selected: boolean;
}

/** An engine added by hand, as the window's form and `darkroom engine add` give it. */
export interface NewEngine {
  readonly name: string;
  /** `unix://`, `npipe://`, `tcp://` or `ssh://`. */
  readonly address: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly skipVerify?: boolean;
  readonly identityFile?: string;
  readonly knownHostsFile?: string;
}

/** What is kept about engines. */
export interface EngineSettings {
  /** The engine that works when none is named. */
  readonly selected: string;
  readonly added: ReadonlyArray<NewEngine>;
}

export const embeddedEngineName = 'embedded';

/** What some engines cannot do. */
export type EngineFeature =
  | 'build-annotations'
  | 'build-contexts'
  | 'build-cache-export'
  | 'build-no-cache-filter'
  | 'build-outputs'
  | 'build-secrets'
  | 'build-ssh'
  | 'draft'
  | 'import-platform'
  | 'manifest-lists'
  | 'push-compression'
  | 'rootfs-export';
