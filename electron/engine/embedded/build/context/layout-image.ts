import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DarkroomError } from '../../../../../shared/errors';
import type { NamedContext } from '../../../../../shared/model/build';
import type { ImageConfig } from '../../../../../shared/model/image';
import type { Descriptor } from '../../../../oci/descriptor';
import { encodeImageIndex, parseImageIndex } from '../../../../oci/image-index';
import { refNameAnnotation } from '../../../../oci/media-types';
import type { WorkContext } from '../../../engine';
import { FolderImageArchive, type ImageArchive } from '../../import/image-archive';
import { readArchivedConfig } from '../../import/load-archive';
import type { BuildSession } from '../step-context';

type LayoutContext = Extract<NamedContext, { readonly kind: 'layout' }>;

/**
 * `--build-context NAME=oci-layout://…`: one image of an OCI image layout (image-spec v1.1
 * "image-layout.md"); its layers come into the store, the image itself does not.
 * BUILD_CONTEXT_NOT_FOUND, ARCHIVE_NOT_AN_IMAGE, DIGEST_MISMATCH.
 */
export async function layoutImage(
  session: BuildSession,
  name: string,
  context: LayoutContext,
  work: WorkContext,
): Promise<ImageConfig> {
  const chosen = await chooseEntry(name, context);
  const folder = new FolderImageArchive(context.path);
  const index = encodeImageIndex([chosen]);
  const archive: ImageArchive = {
    // an archive of docker's has both lists; this one speaks of what was chosen
    has: (path) => path !== 'manifest.json' && folder.has(path),
    read: (path) => (path === 'index.json' ? Promise.resolve(index) : folder.read(path)),
    layer: (path) => folder.layer(path),
  };
  return readArchivedConfig(session, archive, (digest) => session.hold(digest), work);
}

async function chooseEntry(
  name: string,
  { path, tag, digest }: LayoutContext,
): Promise<Descriptor> {
  const fail = (reason: string, cause?: unknown): DarkroomError =>
    new DarkroomError('BUILD_CONTEXT_NOT_FOUND', `Open build context ${name}: ${reason}`, {
      data: { name, path },
      cause,
      hint: 'Write oci-layout://FOLDER:TAG or oci-layout://FOLDER@DIGEST.',
    });
  const content = await readFile(join(path, 'index.json')).catch((cause: unknown) => {
    throw fail(`“${path}” is no OCI image layout`, cause);
  });
  const { manifests } = parseImageIndex(content);
  const found = manifests.find((item) =>
    digest === '' ? tagOf(item) === tag : item.digest === digest,
  );
  if (found !== undefined) return found;
  if (digest !== '') throw fail(`the layout has no ${digest} in its index.json`);
  const tags = [...new Set(manifests.flatMap((item) => tagOf(item) ?? []))];
  throw fail(`the layout has no tag ${tag}; it has ${tags.join(', ') || 'none'}`);
}

/** A ref.name may be a whole name; its tag counts. */
function tagOf({ annotations }: Descriptor): string | undefined {
  const name = annotations?.[refNameAnnotation];
  const colon = name?.lastIndexOf(':') ?? -1;
  return colon > (name?.lastIndexOf('/') ?? -1) ? name?.slice(colon + 1) : name;
}
