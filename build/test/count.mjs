export function addCounts(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  };
}

/** The last line of a test run. */
export function formatCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** What failed, for the end of a run: who reads only the last lines of its output sees it too. */
export function formatFailures(failures) {
  return failures.map(({ name, message }) => `FAILED ${name}\n${message}\n`).join('\n');
}
