import type { ImageSummary } from '../../../shared/model/image';

export function platformOf({
  os,
  architecture,
}: Pick<ImageSummary, 'os' | 'architecture'>): string {
  return `${os}/${architecture}`;
}

/** A name without its tag; the port of a registry is none. */
export function repositoryOf(name: string): string {
  return name.replace(/:[^:/]*$/, '');
}

/** A platform that two of the images are for; null when each has its own. */
export function doubledPlatform(
  images: ReadonlyArray<Pick<ImageSummary, 'os' | 'architecture'>>,
): string | null {
  const seen = new Set<string>();
  for (const platform of images.map(platformOf)) {
    if (seen.has(platform)) return platform;
    seen.add(platform);
  }
  return null;
}
