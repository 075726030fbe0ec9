import { writeFile } from 'node:fs/promises';
import type { BuildResult } from '../../../shared/model/build';
import type { FlagValues } from '../flags';

/** `--iidfile` and `--metadata-file`. */
export async function writeResultFiles(flags: FlagValues, result: BuildResult): Promise<void> {
  const idFile = flags.text('iidfile');
  if (idFile !== undefined) await writeFile(idFile, result.imageId);
  const metadataFile = flags.text('metadata-file');
  if (metadataFile === undefined) return;
  await writeFile(metadataFile, JSON.stringify(buildMetadata(result), null, 2));
}

/** With buildx's keys; names are whole (`docker.io/library/web:1`), and one text with commas. */
export function buildMetadata(result: BuildResult): Readonly<Record<string, unknown>> {
  const { imageId, manifest, fullNames } = result;
  return {
    ...(imageId === '' ? {} : { 'containerimage.config.digest': imageId }),
    ...(manifest === null
      ? {}
      : { 'containerimage.descriptor': manifest, 'containerimage.digest': manifest.digest }),
    ...(fullNames.length === 0 ? {} : { 'image.name': fullNames.join(',') }),
  };
}
