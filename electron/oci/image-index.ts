import { DarkroomError } from '../../shared/errors';
import { parseDescriptor, type Descriptor } from './descriptor';
import { parseJson } from './manifest';
import { mediaTypes } from './media-types';

/** OCI image-spec v1.1 "image-index.md"; also the layout's `index.json`. */
export interface ImageIndexDocument {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly manifests: ReadonlyArray<Descriptor>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Content of the layout's `oci-layout` file. */
export const layoutFile = JSON.stringify({ imageLayoutVersion: '1.0.0' });

export function encodeImageIndex(manifests: ReadonlyArray<Descriptor>): Buffer {
  const index: ImageIndexDocument = { schemaVersion: 2, mediaType: mediaTypes.index, manifests };
  return Buffer.from(`${JSON.stringify(index)}\n`);
}

/** STORE_CORRUPT. */
export function parseImageIndex(content: Uint8Array): ImageIndexDocument {
  const index = parseJson(content, 'image index') as ImageIndexDocument | null;
  if (
    typeof index !== 'object' ||
    index === null ||
    index.schemaVersion !== 2 ||
    !Array.isArray(index.manifests)
  ) {
    throw new DarkroomError('STORE_CORRUPT', 'Not an image index of schema version 2');
  }
  return {
    ...index,
    manifests: index.manifests.map((item, position) =>
      parseDescriptor(item, `image index entry ${position}`),
    ),
  };
}
