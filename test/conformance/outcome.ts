import type { ContainerConfig, ImageConfig } from '../../shared/model/image';
import type { DescribedFile } from './describe-files';

/** What a build came to, in the form that is compared and checked in as `expected.json`. */
export type Outcome = BuiltOutcome | FailedOutcome;

export interface BuiltOutcome {
  readonly config: ContainerConfig;
  readonly author?: string;
  /** Layers on top of the base's. */
  readonly layers: number;
  readonly history: ReadonlyArray<{
    readonly by?: string;
    readonly comment?: string;
    readonly empty?: true;
  }>;
  /** Every path that is not as the base has it; null where it is gone. */
  readonly files: Readonly<Record<string, DescribedFile | null>>;
  /** What the build checks found, as `Rule:line`; only of frontends that have named rules. */
  readonly warnings?: ReadonlyArray<string>;
}

export interface FailedOutcome {
  /** First line of the Dockerfile that is shown; null when none is. */
  readonly line: number | null;
  readonly message: string;
}

export type Files = ReadonlyMap<string, DescribedFile>;

/** `base` is what the case's FROM starts with; its history and files are left out. */
export function builtOutcome(config: ImageConfig, files: Files, base: BaseFacts): BuiltOutcome {
  const isBase = config.rootfs.diff_ids[0] === base.diffId;
  const present = Object.entries(config.config).filter(([, value]) => value != null);
  return {
    config: Object.fromEntries(present) as ContainerConfig,
    ...(config.author === undefined ? {} : { author: config.author }),
    layers: config.rootfs.diff_ids.length - (isBase ? 1 : 0),
    history: config.history
      .filter((entry) => entry.comment?.startsWith('Imported') !== true)
      .map(({ created_by, comment, empty_layer }) => ({
        ...(created_by === undefined ? {} : { by: created_by }),
        ...(comment === undefined ? {} : { comment }),
        ...(empty_layer === true ? { empty: true } : {}),
      })),
    files: changedFiles(isBase ? base.files : new Map(), files),
  };
}

export interface BaseFacts {
  readonly diffId: string;
  readonly files: Files;
}

function changedFiles(before: Files, after: Files): Record<string, DescribedFile | null> {
  const changed = new Map<string, DescribedFile | null>();
  for (const [path, file] of after) {
    if (JSON.stringify(before.get(path)) !== JSON.stringify(file)) changed.set(path, file);
  }
  for (const path of before.keys()) if (!after.has(path)) changed.set(path, null);
  return Object.fromEntries([...changed].sort(([left], [right]) => (left < right ? -1 : 1)));
}
