import { DarkroomError } from '../../../../shared/errors';
import type { ContainerOptions } from '../../../../shared/model/container-options';
import type { ImageConfig } from '../../../../shared/model/image';
import { parsePlatform } from '../../../oci/platform';

/** INVALID_ARGUMENT when the image is for another platform than the one asked for. */
export function checkPlatform(options: ContainerOptions, image: ImageConfig): void {
  if (options.platform === undefined || options.platform === '') return;
  const wanted = parsePlatform(options.platform);
  const same =
    wanted.os === image.os &&
    wanted.architecture === image.architecture &&
    (wanted.variant === undefined || wanted.variant === image.variant);
  if (same) return;
  const has = [image.os, image.architecture, image.variant].filter(Boolean).join('/');
  throw new DarkroomError(
    'INVALID_ARGUMENT',
    `image with reference ${options.image} was found but does not match the specified platform: wanted ${options.platform}, actual: ${has}`,
    { data: { wanted: options.platform, actual: has } },
  );
}
