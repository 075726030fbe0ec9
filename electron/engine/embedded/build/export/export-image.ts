import { DarkroomError } from '../../../../../shared/errors';
import type { ImageOutput } from '../../../../../shared/model/build';
import type { ImageConfig } from '../../../../../shared/model/image';
import { encodeConfig } from '../../../../oci/config';
import { describe } from '../../../../oci/descriptor';
import { digestOf } from '../../../../oci/digest';
import { mediaTypes } from '../../../../oci/media-types';
import { parseReference } from '../../../../oci/reference';
import type { WorkContext } from '../../../engine';
import type { Say } from '../internal-steps';
import { syncLayers } from '../layers/sync-layers';
import type { BuildSession } from '../step-context';
import type { ExportedImage } from './export-archive';

export interface ImageExport {
  readonly session: BuildSession;
  readonly config: ImageConfig;
  /** Familiar. */
  readonly names: ReadonlyArray<string>;
  readonly annotations: Readonly<Record<string, string>>;
  /** What the image's record says it was built from. */
  readonly origin: string;
  readonly work: WorkContext;
  readonly say: Say;
}

/** An image in the store, whole and with all its names, and at the registry when that was asked for. */
export async function exportImage(
  output: ImageOutput,
  request: ImageExport,
): Promise<ExportedImage> {
  const { session, config, names, annotations, say } = request;
  const { store } = session;
  // Layers of an image that is here already are safe.
  if (store.images.tryFind(digestOf(encodeConfig(config))) === null)
    await syncLayers(store, config.rootfs.diff_ids);
  say('exporting layers done');
  const added = { config, origin: 'build', originDetail: request.origin, annotations } as const;
  const image = await store.images.add(added, names);
  const { id } = image.summary;
  say(`writing image ${id} done`);
  for (const name of names) say(`naming to ${parseReference(name).name} done`);
  if (output.push) await push(request, id);
  const { digest } = store.images.manifest(id);
  return {
    configDigest: id,
    manifest: describe(mediaTypes.manifest, await store.blobs.read(digest)),
  };
}

async function push({ session, names, work, say }: ImageExport, imageId: string): Promise<void> {
  const { registry } = session;
  for (const name of names) {
    if (registry === undefined) throw noRegistry();
    await registry.push(imageId, name, work);
    say(`pushing ${parseReference(name).name} done`);
  }
}

/** Said before anything runs, too. */
export function noRegistry(): DarkroomError {
  return new DarkroomError('NOT_SUPPORTED', 'Push the result: no registry is set up', {
    hint: 'Build without --push; the image can be saved to an archive with “darkroom save”.',
  });
}
