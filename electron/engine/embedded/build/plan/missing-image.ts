import { DarkroomError, type SourceRange } from '../../../../../shared/errors';
import {
  formatPlatform,
  looksLikeImageName,
  type PlatformParts,
} from '../../../../dockerfile/dockerfile';
import { suggest } from '../../../../dockerfile/text/suggest';
import type { ImageRecord, Store } from '../../../../store/store';

const similarLimit = 5;

/** IMAGE_NOT_FOUND with the local names that come near; INVALID_REFERENCE for what can name no image. */
export function missingImage(
  store: Pick<Store, 'images'>,
  name: string,
  range: SourceRange | undefined,
): DarkroomError {
  if (!looksLikeImageName(name)) return invalidReference(name, range);
  const similar = similarNames(
    name,
    store.images.list().flatMap((image) => image.names),
  );
  const meant = similar.length === 0 ? '' : ` Similar names here: ${similar.join(', ')}.`;
  return new DarkroomError('IMAGE_NOT_FOUND', `Image ${name} is not in the local store`, {
    data: { image: name, similar },
    range,
    hint: `Import, load or pull it first, e.g. “darkroom import rootfs.tar.gz ${name}”.${meant}`,
  });
}

function invalidReference(name: string, range: SourceRange | undefined): DarkroomError {
  return new DarkroomError('INVALID_REFERENCE', `invalid reference format: ${name}`, {
    data: { reference: name },
    range,
    hint: 'Names of images, and of stages in FROM, are in lowercase: debian:12.',
  });
}

/** Names with the same last part, or one that differs by a letter or two. */
export function similarNames(name: string, names: ReadonlyArray<string>): ReadonlyArray<string> {
  const wanted = lastPart(name);
  return names
    .filter((candidate) => {
      const part = lastPart(candidate);
      return part === wanted || suggest(wanted, [part], true) !== undefined;
    })
    .slice(0, similarLimit);
}

function lastPart(name: string): string {
  const path = name.slice(name.lastIndexOf('/') + 1);
  return path.split(/[:@]/)[0] ?? path;
}

/** The store has one platform of an image; this build wants another. IMAGE_NOT_FOUND. */
export function otherPlatform(
  image: ImageRecord,
  name: string,
  wanted: PlatformParts,
  range: SourceRange | undefined,
): DarkroomError {
  const { os, architecture } = image.config;
  const present = formatPlatform({ os, architecture });
  return new DarkroomError(
    'IMAGE_NOT_FOUND',
    `Image ${name} is here for ${present}, not for ${formatPlatform(wanted)}`,
    {
      data: { image: name, platform: formatPlatform(wanted), present },
      range,
      hint: 'Import or load the image for that platform under another name, or leave --platform out.',
    },
  );
}
