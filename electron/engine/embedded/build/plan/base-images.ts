import { DarkroomError, type SourceRange } from '../../../../../shared/errors';
import type { ImageConfig } from '../../../../../shared/model/image';
import {
  defaultPath,
  withImageTriggers,
  type BuildPlan,
  type PlatformParts,
} from '../../../../dockerfile/dockerfile';
import { suggest } from '../../../../dockerfile/text/suggest';
import type { ImageRecord, Store } from '../../../../store/store';

/** The image that a Dockerfile names. IMAGE_NOT_FOUND with the local names that come near. */
export function findBaseImage(
  store: Pick<Store, 'images'>,
  name: string,
  range: SourceRange | undefined,
): ImageRecord {
  const found = store.images.tryFind(name);
  if (found !== null) return found;
  const similar = similarNames(
    name,
    store.images.list().flatMap((image) => image.names),
  );
  const meant = similar.length === 0 ? '' : ` Similar names here: ${similar.join(', ')}.`;
  throw new DarkroomError('IMAGE_NOT_FOUND', `Image ${name} is not in the local store`, {
    data: { image: name, similar },
    range,
    hint: `Import, load or pull it first, e.g. “darkroom import rootfs.tar.gz ${name}”.${meant}`,
  });
}

const similarLimit = 5;

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

/** The plan with the ONBUILD triggers of all base images that the build needs. */
export function planTriggers(plan: BuildPlan, store: Pick<Store, 'images'>): BuildPlan {
  const done = new Set<number>();
  let current = plan;
  for (;;) {
    const index = current.needed.find((candidate) => !done.has(candidate));
    if (index === undefined) return current;
    done.add(index);
    const stage = current.stages[index];
    if (stage?.base.kind !== 'image') continue;
    const image = findBaseImage(store, stage.base.reference, stage.stage.from.imageRange);
    current = withImageTriggers(current, index, image.config.config.OnBuild ?? []);
  }
}

/** What FROM scratch starts from. */
export function scratchConfig(platform: PlatformParts): ImageConfig {
  return {
    architecture: platform.architecture,
    os: platform.os,
    ...(platform.variant === undefined ? {} : { variant: platform.variant }),
    config: { Env: [`PATH=${defaultPath}`], WorkingDir: '/' },
    rootfs: { type: 'layers', diff_ids: [] },
    history: [],
  };
}
