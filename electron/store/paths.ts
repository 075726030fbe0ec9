import { join } from 'node:path';
import { digestHex } from '../oci/digest';
import type { StorePaths } from './store';

/** The one place that makes paths of the store. Digests are checked, so none leads out of it. */
export function storePaths(root: string): StorePaths {
  const state = join(root, 'darkroom');
  const blobs = join(root, 'blobs', 'sha256');
  const unpacked = join(state, 'unpacked');
  const containers = join(state, 'containers');
  const volumes = join(state, 'volumes');
  return {
    root,
    blobs,
    state,
    tmp: join(state, 'tmp'),
    unpacked,
    containers,
    volumes,
    jobs: join(state, 'jobs'),
    blob: (digest) => join(blobs, digestHex(digest)),
    unpackedLayer: (diffId) => join(unpacked, digestHex(diffId)),
    container: (id) => join(containers, id),
    volume: (name) => join(volumes, name),
    volumeData: (name) => join(volumes, name, '_data'),
  };
}

export function databasePath(paths: StorePaths): string {
  return join(paths.state, 'index.db');
}

export function layoutIndexPath(paths: StorePaths): string {
  return join(paths.root, 'index.json');
}

export function layoutFilePath(paths: StorePaths): string {
  return join(paths.root, 'oci-layout');
}
