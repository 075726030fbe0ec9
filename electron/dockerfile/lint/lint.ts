import type { Dockerfile } from '../stages/dockerfile-model';
import { fileLintConfig, instructionLintConfig, isEnabled, unknownRules } from './config';
import { fromChecks } from './from-checks';
import type { Draft, Finding, LintOptions } from './model';
import { stageChecks } from './stage-checks';
import { textChecks } from './text-checks';

export interface LintResult {
  /** By line, then by rule. */
  readonly findings: ReadonlyArray<Finding>;
  /** True when `# check=error=true` makes the findings end the build. */
  readonly failsBuild: boolean;
  /** Names in `# check=` that are no rule, with a suggestion where one is near. */
  readonly unknownRules: ReadonlyArray<string>;
}

/**
 * Runs BuildKit's build checks on a Dockerfile. `# check=` at its top and above instructions is
 * honoured. Throws DOCKERFILE_SYNTAX only for a `# check=` that cannot be read.
 */
export function lintDockerfile(dockerfile: Dockerfile, options: LintOptions): LintResult {
  const config = fileLintConfig(dockerfile.directives, options.config);
  const drafts = [
    ...textChecks(dockerfile),
    ...fromChecks(dockerfile, options),
    ...stageChecks(dockerfile, options),
  ];
  const findings = drafts
    .filter((draft) => isEnabled(instructionLintConfig(config, draft.comments), draft.rule))
    .map(withoutComments);
  return {
    findings: findings.sort(byPlace),
    failsBuild: config.failsBuild && findings.length > 0,
    unknownRules: unknownRules(config),
  };
}

function withoutComments({ rule, message, range, suggestion }: Draft): Finding {
  return { rule, message, range, ...(suggestion === undefined ? {} : { suggestion }) };
}

function byPlace(left: Finding, right: Finding): number {
  return (
    left.range.start.line - right.range.start.line ||
    left.range.start.column - right.range.start.column ||
    left.rule.localeCompare(right.rule)
  );
}
