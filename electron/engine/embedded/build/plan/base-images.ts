import { DarkroomError, type SourceRange } from '../../../../../shared/errors';
import type { ImageConfig } from '../../../../../shared/model/image';
import {
  defaultPath,
  formatPlatform,
  instructionSources,
  withImageTriggers,
  type BuildPlan,
  type PlannedStage,
  type PlatformParts,
} from '../../../../dockerfile/dockerfile';
import { didYouMean, suggest } from '../../../../dockerfile/text/suggest';
import { hostPlatform } from '../../../../oci/platform';
import { isReference, parseReference } from '../../../../oci/reference';
import type { ImageRecord, Store } from '../../../../store/store';
import type { WorkContext } from '../../../engine';
import type { ImageRegistry } from '../../../image-registry';
import type { InternalSteps } from '../internal-steps';
import { missingImage, otherPlatform } from './missing-image';

export interface BaseImageOptions {
  /** What `--platform` asks for; null: the base image decides what the result is for. */
  readonly platform: PlatformParts | null;
  /** Asks the registry also for what the store has. */
  readonly pull: boolean;
  /** Tells what is looked for. */
  readonly steps: InternalSteps;
}

/**
 * The images that a build starts from and copies out of. They are looked for once, before the first
 * step: in the store, then at the registry; from then on a name means the same for the whole build.
 */
export class BaseImages {
  private readonly found = new Map<string, ImageRecord>();

  constructor(
    private readonly store: Pick<Store, 'images'>,
    private readonly registry: ImageRegistry | undefined,
    private readonly options: BaseImageOptions,
  ) {}

  /**
   * Brings all images that the plan needs, and answers the plan with the ONBUILD triggers of the bases,
   * which may need more. IMAGE_NOT_FOUND, located, and what the registry says.
   */
  async fetchAll(plan: BuildPlan, work: WorkContext): Promise<BuildPlan> {
    const done = new Set<number>();
    let current = plan;
    for (;;) {
      const index = current.needed.find((candidate) => !done.has(candidate));
      if (index === undefined) return current;
      done.add(index);
      const stage = current.stages[index];
      if (stage === undefined) continue;
      if (stage.base.kind === 'image') {
        const { imageRange } = stage.stage.from;
        const { reference } = stage.base;
        const names = stageNames(current);
        const image = await this.fetch(reference, stage.platform, imageRange, work, names);
        current = withImageTriggers(current, index, image.config.config.OnBuild ?? []);
      }
      await this.fetchSources(current, current.stages[index] ?? stage, work);
    }
  }

  /**
   * What is not a reference (an id) is only looked for in the store. `stages`: names that may have been
   * meant instead.
   */
  async fetch(
    name: string,
    stagePlatform: PlatformParts | undefined,
    range: SourceRange | undefined,
    work: WorkContext,
    stages: ReadonlyArray<string> = [],
  ): Promise<ImageRecord> {
    const wanted = this.wanted(stagePlatform);
    const known = this.found.get(keyOf(name, wanted));
    if (known !== undefined) return known;
    const shown = isReference(name) ? parseReference(name).name : name;
    const image = await this.options.steps.run(`[internal] load metadata for ${shown}`, () =>
      this.lookUp(name, wanted, range, work).catch((error: unknown) => {
        throw withSuggestion(error, name, stages);
      }),
    );
    this.found.set(keyOf(name, wanted), image);
    return image;
  }

  private async lookUp(
    name: string,
    wanted: PlatformParts | null,
    range: SourceRange | undefined,
    work: WorkContext,
  ): Promise<ImageRecord> {
    const present = this.store.images.tryFind(name);
    const fits = present !== null && suits(present, wanted);
    const local = fits ? present : null;
    const asks = (this.options.pull || !fits) && isReference(name);
    const image = asks ? await this.ask(name, wanted, range, work, local) : local;
    if (image !== null) return image;
    if (present === null || wanted === null) throw missingImage(this.store, name, range);
    throw otherPlatform(present, name, wanted, range);
  }

  /** One that was fetched before. IMAGE_NOT_FOUND. */
  find(
    name: string,
    stagePlatform: PlatformParts | undefined,
    range: SourceRange | undefined,
  ): ImageRecord {
    const image = this.found.get(keyOf(name, this.wanted(stagePlatform)));
    if (image === undefined) throw missingImage(this.store, name, range);
    return image;
  }

  private async fetchSources(
    plan: BuildPlan,
    stage: PlannedStage,
    work: WorkContext,
  ): Promise<void> {
    for (const instruction of stage.instructions) {
      const sources = instructionSources(plan.dockerfile, instruction, plan.namedContexts);
      for (const source of sources) {
        if (source.kind !== 'image') continue;
        const { reference } = source;
        const names = stageNames(plan);
        await this.fetch(reference, stage.platform, instruction.range, work, names);
      }
    }
  }

  private async ask(
    name: string,
    wanted: PlatformParts | null,
    range: SourceRange | undefined,
    work: WorkContext,
    present: ImageRecord | null,
  ): Promise<ImageRecord | null> {
    if (this.registry === undefined) {
      if (present === null || !this.options.pull) return present;
      throw new DarkroomError('NOT_SUPPORTED', `Pull ${name}: no registry is set up`, {
        data: { image: name },
        range,
        hint: 'Leave --pull out to build with the image that the store has.',
      });
    }
    try {
      const options = { platform: wanted ?? hostPlatform() };
      const { imageId } = await this.registry.pull(name, options, work);
      return this.store.images.find(imageId);
    } catch (error) {
      if (!(error instanceof DarkroomError) || error.range !== undefined) throw error;
      const { code, message, data, hint } = error;
      const told = hint === undefined ? {} : { hint };
      const named = message.includes(name) ? message : `Pull ${name}: ${message}`;
      throw new DarkroomError(code, named, { data, range, ...told, cause: error });
    }
  }

  private wanted(stagePlatform: PlatformParts | undefined): PlatformParts | null {
    return stagePlatform ?? this.options.platform;
  }
}

function stageNames({ dockerfile }: BuildPlan): ReadonlyArray<string> {
  return dockerfile.stages.flatMap(({ name }) => name ?? []);
}

/** A name that is no image may be a stage's, misspelled. */
function withSuggestion(error: unknown, name: string, stages: ReadonlyArray<string>): unknown {
  const meant = suggest(name, stages, true);
  if (!(error instanceof DarkroomError) || meant === undefined) return error;
  const { code, message, data, range, hint } = error;
  return new DarkroomError(code, `${message}${didYouMean(meant)}`, {
    data: { ...data, suggestion: meant },
    ...(range === undefined ? {} : { range }),
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}

function keyOf(name: string, wanted: PlatformParts | null): string {
  return `${wanted === null ? '' : formatPlatform(wanted)} ${name}`;
}

function suits({ config }: ImageRecord, wanted: PlatformParts | null): boolean {
  if (wanted === null) return true;
  return wanted.os === config.os && wanted.architecture === config.architecture;
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
