import { DarkroomError } from '../../../../shared/errors';
import type { Descriptor } from '../../../oci/descriptor';
import { isDigest } from '../../../oci/digest';
import { isIndexType, isManifestType } from '../../../oci/media-types';
import { formatPlatform, normalizeArchitecture, type Platform } from '../../../oci/platform';

/**
 * The entry of an index that is for a platform (image-spec v1.1 "image-index.md"): the same variant, else
 * none, else for ARM the highest that is not above. IMAGE_NOT_FOUND with what there is.
 */
export function choosePlatform(
  manifests: ReadonlyArray<Descriptor>,
  wanted: Platform,
  name: string,
): Descriptor {
  const usable = manifests.filter(
    ({ mediaType, platform, digest }) =>
      isDigest(digest) &&
      (isManifestType(mediaType) || isIndexType(mediaType)) &&
      platform?.os !== 'unknown',
  );
  const ranked = usable
    .map((entry) => ({ entry, rank: rankOf(entry.platform, wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank);
  const found = ranked[0]?.entry;
  if (found !== undefined) return found;
  const platforms = usable.flatMap(({ platform }) =>
    platform === undefined ? [] : [formatPlatform(platform)],
  );
  throw new DarkroomError(
    'IMAGE_NOT_FOUND',
    `Pull ${name}: there is none for ${formatPlatform(wanted)}`,
    {
      data: { name, platform: formatPlatform(wanted), platforms },
      hint: `There is ${platforms.join(', ') || 'nothing'}. Choose with --platform.`,
    },
  );
}

/** 0 does not fit; larger fits better. */
function rankOf(platform: Platform | undefined, wanted: Platform): number {
  if (platform === undefined) return 1;
  if (platform.os !== wanted.os) return 0;
  const offered = normalizeArchitecture(platform.architecture, platform.variant);
  const asked = normalizeArchitecture(wanted.architecture, wanted.variant);
  if (offered.architecture !== asked.architecture) return 0;
  if (offered.variant === asked.variant) return 100;
  if (offered.variant === undefined) return 50;
  const [have, want] = [numberOf(offered.variant), numberOf(asked.variant)];
  return have <= want ? 2 + have : 0;
}

/** 7 for `v7`; 0 for none, so that nothing above the base line is taken by who asks for nothing. */
function numberOf(variant: string | undefined): number {
  return Number(/^v(\d+)$/.exec(variant ?? '')?.[1] ?? 0);
}
