import type { BuildCheck, BuildWarning } from '../../../shared/model/build';

const rule = '-'.repeat(20);

/** `--check`: every finding with its page and the lines it is about, as `docker build --check`. */
export function checkReport(check: BuildCheck, dockerfileName: string): string {
  const { warnings, unknownRules } = check;
  const unknown = unknownRules.map((name) => `WARNING: unknown rule in “# check=”: ${name}\n`);
  if (warnings.length === 0) return `${unknown.join('')}Check complete, no warnings found.\n`;
  const verb = warnings.length === 1 ? 'warning has' : 'warnings have';
  const findings = warnings.map((warning) => `\n${finding(warning, dockerfileName)}`);
  return `${unknown.join('')}Check complete, ${warnings.length} ${verb} been found!\n${findings.join('')}`;
}

function finding(warning: BuildWarning, dockerfileName: string): string {
  const { page, summary, message, range, excerpt } = warning;
  return [
    `WARNING: ${warning.rule} - docs/reference/checks/${page}.md`,
    summary,
    message,
    `${dockerfileName}:${range.start.line}`,
    rule,
    excerpt,
    rule,
    '',
  ].join('\n');
}

/** What a build prints last when the checks found something; '' when they did not. */
export function warningSummary(warnings: ReadonlyArray<BuildWarning>): string {
  if (warnings.length === 0) return '';
  const count = warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`;
  const lines = warnings.map(
    ({ rule: name, message, range }) => ` - ${name}: ${message} (line ${range.start.line})\n`,
  );
  return `\n ${count} found (use --check to expand):\n${lines.join('')}`;
}
