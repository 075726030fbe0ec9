import type { Descriptor } from '../../../oci/descriptor';
import { mediaTypes } from '../../../oci/media-types';
import type { Compression } from './push-layer';

export type Format = 'oci' | 'docker';

export function formatOf(mediaType: string): Format {
  return mediaType === mediaTypes.dockerManifest ? 'docker' : 'oci';
}

export function configType(format: Format): string {
  return format === 'oci' ? mediaTypes.config : mediaTypes.dockerConfig;
}

const layerTypes: Readonly<Record<Format, Readonly<Record<Compression, string>>>> = {
  oci: { none: mediaTypes.layer, gzip: mediaTypes.layerGzip, zstd: mediaTypes.layerZstd },
  docker: {
    none: mediaTypes.dockerLayer,
    gzip: mediaTypes.dockerLayerGzip,
    zstd: mediaTypes.layerZstd,
  },
};

export function layerType(format: Format, compression: Compression): string {
  return layerTypes[format][compression];
}

/** A manifest's exact bytes: image-spec v1.1 "manifest.md", or Docker's "Image Manifest V 2, Schema 2". */
export function encodePushManifest(
  format: Format,
  config: Descriptor,
  layers: ReadonlyArray<Descriptor>,
  annotations: Readonly<Record<string, string>> | undefined,
): { readonly bytes: Buffer; readonly mediaType: string } {
  const mediaType = format === 'oci' ? mediaTypes.manifest : mediaTypes.dockerManifest;
  const descriptor = ({ mediaType: type, digest, size }: Descriptor) => ({
    mediaType: type,
    digest,
    size,
  });
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: descriptor(config),
    layers: layers.map(descriptor),
    // Docker's format has no annotations.
    ...(format === 'oci' && annotations !== undefined ? { annotations } : {}),
  };
  return { bytes: Buffer.from(JSON.stringify(manifest)), mediaType };
}
