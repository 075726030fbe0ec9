/**
 * The Dockerfile language: text in, plain values out. Nothing here touches a file.
 *
 * A build reads the file with {@link parseDockerfile}, finds out with {@link planBuild} which stages
 * it needs, and then walks each of them: {@link startScope} at FROM, and for every instruction first
 * {@link expandInstruction} with the scope's environment, then the work, then {@link withEnv} or
 * {@link withArgs} for ENV and ARG, and {@link historyLine} for the image's history.
 */
export type {
  Directive,
  DirectiveName,
  DockerfileNode,
  EscapeCharacter,
  Heredoc,
  NodeArguments,
  Pair,
  ParseTree,
  ParseWarning,
  Word,
} from './parser/nodes';
export { parseSource } from './parser/parse';
export {
  expandWord,
  expandWords,
  type Environment,
  type Expansion,
  type ExpandOptions,
  type WordsExpansion,
} from './shell/expand';
export type {
  AddInstruction,
  ArgDeclaration,
  ArgInstruction,
  CmdInstruction,
  CommandLine,
  CopyInstruction,
  EntrypointInstruction,
  EnvInstruction,
  ExposeInstruction,
  FromInstruction,
  HealthCheck,
  HealthcheckInstruction,
  InlineFile,
  Instruction,
  KeyValue,
  LabelInstruction,
  MaintainerInstruction,
  OnbuildInstruction,
  RunHeredoc,
  RunInstruction,
  ShellInstruction,
  StageInstruction,
  StopsignalInstruction,
  UserInstruction,
  VolumeInstruction,
  WorkdirInstruction,
} from './instructions/model';
export type {
  BindMount,
  CacheMount,
  MountFlag,
  RunMount,
  SecretMount,
  SshMount,
  TmpfsMount,
} from './instructions/mount-model';
export { expandInstruction, type ExpandedInstruction } from './instructions/expand-instruction';
export { parseInstruction, instructionNames } from './instructions/parse-instruction';
export { defaultShell, runCommand, type RunCommand } from './instructions/run-instruction';
export { formatDuration, parseDuration } from '../../shared/text/duration';
export { parsePorts } from './instructions/ports';
export type { Dockerfile, Stage } from './stages/dockerfile-model';
export { parseDockerfile } from './stages/parse-dockerfile';
export { isDockerfileFrontend } from './stages/syntax-directive';
export { predefinedArgs, resolveGlobalArgs, type BuildSettings } from './stages/global-args';
export { formatPlatform, parsePlatform, type PlatformParts } from './stages/platform';
export type { BuildPlan, FileSource, PlannedStage } from './stages/plan-model';
export { findTarget, matchesTarget, planBuild, withImageTriggers } from './stages/plan';
export { copySource, instructionSources, mountSource } from './stages/graph';
export { looksLikeImageName, normalizeImageName } from './stages/references';
export { parseTriggers } from './stages/triggers';
export {
  defaultPath,
  proxyEnvironment,
  startScope,
  withArgs,
  withEnv,
  type DeclaredArg,
  type VariableScope,
} from './stages/scope';
export {
  commandArgs,
  healthTest,
  historyComment,
  historyLine,
  type HistoryContext,
  type HistoryLine,
} from './history/history-text';
export { IgnoreMatcher, type IgnoreVerdict } from './ignore/ignore-matcher';
export { compilePathPatterns, readPatternFile } from './ignore/path-patterns';
export type { IgnoreLine } from './ignore/ignore-file';
export {
  cutExcerpt,
  formatExcerpt,
  type Excerpt,
  type ExcerptLine,
  type ExcerptOptions,
} from './excerpt/excerpt';
export { lintDockerfile, type LintResult } from './lint/lint';
export type { BaseImageFacts, Finding, LintOptions } from './lint/model';
export { findRule, lintRules, type LintRule, type RuleName } from './lint/rules';
