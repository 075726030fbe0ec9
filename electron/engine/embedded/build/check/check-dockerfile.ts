import { DarkroomError } from '../../../../../shared/errors';
import type { BuildCheck, BuildWarning } from '../../../../../shared/model/build';
import {
  cutExcerpt,
  findRule,
  formatExcerpt,
  IgnoreMatcher,
  lintDockerfile,
  type BaseImageFacts,
  type BuildPlan,
  type PlatformParts,
} from '../../../../dockerfile/dockerfile';
import type { Store } from '../../../../store/store';

export interface CheckInput {
  readonly plan: BuildPlan;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly targetPlatform: PlatformParts;
  readonly ignoreText: string;
}

/** BuildKit's build checks on a Dockerfile, with what the store knows of its base images. */
export function checkDockerfile(store: Pick<Store, 'images'>, input: CheckInput): BuildCheck {
  const { plan, buildArgs, targetPlatform, ignoreText } = input;
  const { text } = plan.dockerfile;
  const config = buildArgs.get('BUILDKIT_DOCKERFILE_CHECK');
  const { findings, failsBuild, unknownRules } = lintDockerfile(plan.dockerfile, {
    plan,
    buildArgs,
    targetPlatform,
    baseImage: (reference) => baseImageFacts(store, reference),
    ...(ignoreText === '' ? {} : { ignore: new IgnoreMatcher(ignoreText) }),
    ...(config === undefined ? {} : { config }),
  });
  const warnings = findings.map(({ rule, message, range }): BuildWarning => {
    const { page = '', summary = '' } = findRule(rule) ?? {};
    const excerpt = formatExcerpt(cutExcerpt(text, range));
    return { rule, page, summary, message, range, excerpt };
  });
  return { warnings, failsBuild, unknownRules };
}

/** `# check=error=true` ends the build before anything runs, as BuildKit does. */
export function throwIfForbidden(check: BuildCheck): void {
  const [first] = check.warnings;
  if (!check.failsBuild || first === undefined) return;
  const rules = [...new Set(check.warnings.map(({ rule }) => rule))];
  throw new DarkroomError(
    'BUILD_CHECK_FAILED',
    `lint violation found for rules: ${rules.join(', ')}`,
    {
      data: { rules },
      range: first.range,
      hint: `${first.message}. The Dockerfile asks for this with “# check=error=true”; “darkroom build --check” lists all findings.`,
    },
  );
}

function baseImageFacts(
  store: Pick<Store, 'images'>,
  reference: string,
): BaseImageFacts | undefined {
  const found = store.images.tryFind(reference);
  if (found === null) return undefined;
  const { os, architecture, variant, config } = found.config;
  return {
    environment: config.Env ?? [],
    shell: config.Shell ?? [],
    platform: { os, architecture, ...(variant === undefined ? {} : { variant }) },
  };
}
