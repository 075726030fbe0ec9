/** The folders of a store that the sandbox works in; the store's own StorePaths fits. */
export interface SandboxPaths {
  readonly root: string;
  /** Folder of all that the OCI layout does not know. */
  readonly state: string;
  readonly tmp: string;
  readonly unpacked: string;
  readonly containers: string;
  blob(digest: string): string;
  unpackedLayer(diffId: string): string;
  container(id: string): string;
}

/** What of SandboxPaths crosses to the helper, which works out the rest. */
export interface HelperPaths {
  readonly root: string;
  readonly state: string;
  readonly blobs: string;
  readonly tmp: string;
  readonly unpacked: string;
  readonly containers: string;
  readonly runtime: string;
}

/** The hex part of `sha256:…`. */
export function digestHex(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}
