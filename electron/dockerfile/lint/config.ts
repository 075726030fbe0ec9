import { DarkroomError, type SourceRange } from '../../../shared/errors';
import { parseBoolean, trimSpaces } from '../text/characters';
import { firstWord, parseDirective } from '../parser/directives';
import type { Directive } from '../parser/nodes';
import { didYouMean, suggest } from '../text/suggest';
import { findRule, lintRules } from './rules';

/** `all`, or rules by name. */
type RuleSet = 'all' | ReadonlySet<string>;

/** What `# check=` says: which rules run, and whether a finding ends the build. */
export interface LintConfig {
  readonly skip: RuleSet;
  readonly experimental: RuleSet;
  readonly failsBuild: boolean;
}

const defaults: LintConfig = { skip: new Set(), experimental: new Set(), failsBuild: false };

/**
 * Reads `skip=A,B;experimental=C;error=true`. Throws DOCKERFILE_SYNTAX at `range` for anything
 * else; rules that nobody knows are accepted, because a newer builder may know them.
 */
export function parseLintConfig(text: string, range?: SourceRange): LintConfig {
  if (trimSpaces(text) === '') return defaults;
  let config = defaults;
  for (const part of text.split(';')) {
    const equals = part.indexOf('=');
    const key = trimSpaces(equals === -1 ? part : part.slice(0, equals));
    const value = trimSpaces(equals === -1 ? '' : part.slice(equals + 1));
    if (equals !== -1 && (key === 'skip' || key === 'experimental')) {
      config = { ...config, [key]: parseRules(value) };
    } else if (equals !== -1 && key === 'error') {
      const failsBuild = parseBoolean(value);
      if (failsBuild === undefined) throw configError(part, range);
      config = { ...config, failsBuild };
    } else {
      throw configError(part, range);
    }
  }
  return config;
}

function parseRules(value: string): RuleSet {
  return value === 'all' ? 'all' : new Set(value.split(',').map(trimSpaces));
}

function configError(part: string, range: SourceRange | undefined): DarkroomError {
  return new DarkroomError('DOCKERFILE_SYNTAX', `invalid check option "${part}"`, {
    ...(range === undefined ? {} : { range }),
    data: { option: part },
    hint: 'Write # check=skip=Rule,Rule;error=true.',
  });
}

/** The configuration of a file: what the caller passes wins over the file's own directive. */
export function fileLintConfig(
  directives: ReadonlyArray<Directive>,
  override: string | undefined,
): LintConfig {
  if (override !== undefined) return parseLintConfig(override);
  const directive = directives.find((candidate) => candidate.name === 'check');
  if (directive === undefined) return defaults;
  return parseLintConfig(firstWord(directive.value), directive.range);
}

/** The configuration for one instruction: `# check=skip=Rule` directly above it adds to the file's. */
export function instructionLintConfig(
  config: LintConfig,
  comments: ReadonlyArray<string>,
): LintConfig {
  for (const comment of comments) {
    const directive = parseDirective(comment);
    if (directive?.name !== 'check') continue;
    const own = tryParse(firstWord(directive.value));
    if (own === undefined) return config;
    return {
      skip: union(config.skip, own.skip),
      experimental: union(config.experimental, own.experimental),
      failsBuild: config.failsBuild,
    };
  }
  return config;
}

function tryParse(text: string): LintConfig | undefined {
  try {
    return parseLintConfig(text);
  } catch (error) {
    if (error instanceof DarkroomError) return undefined;
    throw error;
  }
}

function union(left: RuleSet, right: RuleSet): RuleSet {
  return left === 'all' || right === 'all' ? 'all' : new Set([...left, ...right]);
}

export function isEnabled(config: LintConfig, ruleName: string): boolean {
  const set = findRule(ruleName)?.isExperimental === true ? config.experimental : config.skip;
  const isNamed = set === 'all' || set.has(ruleName);
  return findRule(ruleName)?.isExperimental === true ? isNamed : !isNamed;
}

/** Names in `# check=` that no rule has, with what may have been meant. */
export function unknownRules(config: LintConfig): ReadonlyArray<string> {
  const named = [config.skip, config.experimental].flatMap((set) =>
    set === 'all' ? [] : [...set],
  );
  const known = lintRules.map((rule) => rule.name);
  return named
    .filter((name) => name !== '' && findRule(name) === undefined)
    .map((name) => `${name}${didYouMean(suggest(name, known, true))}`);
}
