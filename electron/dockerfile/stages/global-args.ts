import { locate } from '../text/locate';
import { expandWord, type Environment } from '../shell/expand';
import type { Dockerfile } from './dockerfile-model';
import { formatPlatform, type PlatformParts } from './platform';

/** What the caller of a build chose; all that expansion needs to know of it. */
export interface BuildSettings {
  /** `--build-arg`; a name without value stands for no entry. */
  readonly buildArgs: ReadonlyMap<string, string>;
  /** `--target`: a stage's name or number; the last stage when it is undefined. */
  readonly target: string | undefined;
  /** The machine that builds. */
  readonly buildPlatform: PlatformParts;
  /** What the image is for. */
  readonly targetPlatform: PlatformParts;
}

/** The args that every FROM and every ARG without a value can see without declaring them. */
export function predefinedArgs(settings: BuildSettings, targetStage: string): Environment {
  const { buildPlatform: build, targetPlatform: target, buildArgs } = settings;
  const args: ReadonlyArray<readonly [string, string]> = [
    ['BUILDPLATFORM', formatPlatform(build)],
    ['BUILDOS', build.os],
    ['BUILDOSVERSION', build.osVersion ?? ''],
    ['BUILDARCH', build.architecture],
    ['BUILDVARIANT', build.variant ?? ''],
    ['TARGETPLATFORM', formatPlatform(target)],
    ['TARGETOS', target.os],
    ['TARGETOSVERSION', target.osVersion ?? ''],
    ['TARGETARCH', target.architecture],
    ['TARGETVARIANT', target.variant ?? ''],
    ['TARGETSTAGE', targetStage === '' ? 'default' : targetStage],
  ];
  return new Map(args.map(([name, value]) => [name, buildArgs.get(name) ?? value]));
}

/** The predefined args and the ARGs before the first FROM, each with the value it has there. */
export function resolveGlobalArgs(dockerfile: Dockerfile, settings: BuildSettings): Environment {
  const lastStage = dockerfile.stages[dockerfile.stages.length - 1];
  const targetStage = settings.target ?? lastStage?.name ?? '';
  const args = new Map(predefinedArgs(settings, targetStage));
  for (const instruction of dockerfile.metaArgs) {
    locate(instruction.range, () => {
      for (const declaration of instruction.declarations) {
        const given = settings.buildArgs.get(declaration.name);
        if (given !== undefined) {
          args.set(declaration.name, given);
        } else if (declaration.default !== undefined) {
          const { text } = expandWord(declaration.default, args, { escape: dockerfile.escape });
          args.set(declaration.name, text);
        }
      }
    });
  }
  return args;
}
