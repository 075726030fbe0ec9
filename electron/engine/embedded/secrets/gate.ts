import { DarkroomError, type JsonValue, type SourceRange } from '../../../../shared/errors';
import type { SecretAllowance, SecretFinding } from '../../../../shared/model/secret';
import { compilePathPatterns } from '../../../dockerfile/dockerfile';
import type { Store } from '../../../store/store';

/** How many findings an error carries; the count says how many there are. */
const shownFindings = 100;

export interface GateOptions {
  /** What is being made, for the message: `Snapshot of web`. */
  readonly what: string;
  readonly allowSecrets: boolean;
  /** Where in a Dockerfile. */
  readonly range?: SourceRange;
}

/** What of the findings no kept exception covers. */
export function notAllowed<Finding extends SecretFinding>(
  findings: ReadonlyArray<Finding>,
  allowances: ReadonlyArray<SecretAllowance>,
): ReadonlyArray<Finding> {
  if (findings.length === 0 || allowances.length === 0) return findings;
  const exceptions = allowances.map(({ pattern, rule }) => ({
    rule,
    matcher: compilePathPatterns([pattern]),
  }));
  return findings.filter(
    ({ path, rule }) =>
      !exceptions.some(
        (exception) =>
          (exception.rule === '*' || exception.rule === rule) &&
          exception.matcher.match(path.replace(/^\//, '')).isIgnored,
      ),
  );
}

/**
 * Stops where secrets would go into an image: SECRETS_FOUND with the findings as data, values masked.
 * Returns what goes in because it is allowed.
 */
export function checkSecrets(
  store: Pick<Store, 'secrets'>,
  findings: ReadonlyArray<SecretFinding>,
  options: GateOptions,
): ReadonlyArray<SecretFinding> {
  if (findings.length === 0 || options.allowSecrets) return findings;
  const left = notAllowed(findings, store.secrets.allowances());
  if (left.length === 0) return findings;
  const first = left[0] as SecretFinding;
  const more = left.length === 1 ? '' : ` and ${left.length - 1} more`;
  throw new DarkroomError(
    'SECRETS_FOUND',
    `${options.what}: secrets would go into the image: ${placeOf(first)} (${first.rule})${more}`,
    {
      data: {
        count: left.length,
        findings: left.slice(0, shownFindings).map((finding): JsonValue => ({ ...finding })),
      },
      ...(options.range === undefined ? {} : { range: options.range }),
      hint: 'Leave the files out, keep an exception with darkroom secrets allow PATH, or go on with --allow-secrets.',
    },
  );
}

export function placeOf({ path, line }: SecretFinding): string {
  return line === null ? path : `${path}:${line}`;
}
