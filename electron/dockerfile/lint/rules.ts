/** One of BuildKit's build checks. */
export interface LintRule {
  /** BuildKit's name, as `# check=skip=` takes it. */
  readonly name: RuleName;
  /** What the rule asks for, in one sentence. */
  readonly summary: string;
  /** Experimental rules run only when `# check=experimental=` names them. */
  readonly isExperimental: boolean;
  /** The page below docs/reference/checks, without `.md`. */
  readonly page: string;
}

const summaries = {
  StageNameCasing: 'Stage names are lowercase.',
  FromAsCasing: 'AS is written in the case of FROM.',
  NoEmptyContinuation: 'No empty line stands inside an instruction.',
  ConsistentInstructionCasing: 'All instructions are written in one case.',
  DuplicateStageName: 'No two stages have the same name.',
  ReservedStageName: 'No stage is called scratch or context.',
  JSONArgsRecommended: 'CMD and ENTRYPOINT are written as JSON arrays, so that signals arrive.',
  MaintainerDeprecated: 'A label names the author, not MAINTAINER.',
  UndefinedArgInFrom: 'FROM uses only ARGs that stand before it.',
  WorkdirRelativePath: 'The first WORKDIR of a build is absolute.',
  UndefinedVar: 'Variables are defined before they are used.',
  MultipleInstructionsDisallowed: 'A stage has one CMD, one ENTRYPOINT and one HEALTHCHECK.',
  LegacyKeyValueFormat: 'ENV and LABEL have an equals sign between name and value.',
  InvalidBaseImagePlatform: 'The base image is for the platform that is built for.',
  RedundantTargetPlatform: 'FROM does not ask for $TARGETPLATFORM, which is the default.',
  SecretsUsedInArgOrEnv: 'ARG and ENV hold no passwords, keys or tokens.',
  InvalidDefaultArgInFrom: 'FROM names an image also when no build argument is given.',
  FromPlatformFlagConstDisallowed: 'FROM --platform holds a variable, not a fixed platform.',
  CopyIgnoredFile: 'COPY and ADD name no file that .dockerignore excludes.',
  InvalidDefinitionDescription: 'A comment directly above ARG or a named FROM describes it.',
  ExposeProtoCasing: 'The protocol in EXPOSE is lowercase.',
  ExposeInvalidFormat: 'EXPOSE names ports of the container only.',
} as const;

export type RuleName = keyof typeof summaries;

/** Every rule, in the order of BuildKit's documentation. */
export const lintRules: ReadonlyArray<LintRule> = (Object.keys(summaries) as RuleName[]).map(
  (name) => ({
    name,
    summary: summaries[name],
    isExperimental: name === 'InvalidDefinitionDescription',
    page: pageOf(name),
  }),
);

export function findRule(name: string): LintRule | undefined {
  return lintRules.find((rule) => rule.name === name);
}

/** `JSONArgsRecommended` becomes `json-args-recommended`. */
function pageOf(name: string): string {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();
}
