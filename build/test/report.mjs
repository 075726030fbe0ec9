import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../setup/paths.mjs';

const lineLimit = 40;

const nameOf = (module) => path.relative(root, module.moduleId);

const shorten = (text) => text.split('\n').slice(0, lineLimit).join('\n');

const describeError = ({ message, stack, diff }) =>
  [stack ?? message, diff].filter((text) => text !== undefined).join('\n');

const describeErrors = (errors) => shorten(errors.map(describeError).join('\n'));

/** A file that does not load and a suite whose set-up fails have errors and no test that failed. */
function* brokenSuites(module) {
  for (const suite of [module, ...module.children.allSuites()]) {
    if (suite.errors().length === 0) continue;
    const name = suite === module ? nameOf(module) : `${nameOf(module)} > ${suite.fullName}`;
    yield { name, message: describeErrors(suite.errors()) };
  }
}

/**
 * What a run of vitest comes to: how many tests passed, failed and were skipped, and of each
 * failure `{ name, message }`. A suite that broke and an error outside any test count as one
 * failed test each.
 */
export function summarize(modules, unhandledErrors) {
  const counts = { passed: 0, skipped: 0 };
  const failures = [];
  for (const module of modules) {
    failures.push(...brokenSuites(module));
    for (const test of module.children.allTests()) {
      const { state, errors } = test.result();
      if (state === 'passed') counts.passed += 1;
      else if (state !== 'failed') counts.skipped += 1;
      else {
        const name = `${nameOf(module)} > ${test.fullName}`;
        failures.push({ name, message: describeErrors(errors) });
      }
    }
  }
  for (const error of unhandledErrors)
    failures.push({ name: 'outside any test', message: describeErrors([error]) });
  return { ...counts, failed: failures.length, failures };
}

/** Vitest's reporter for `build/test.mjs`: writes the summary of a run to `file` as JSON. */
export class SummaryReporter {
  constructor(file) {
    this.file = file;
  }

  onTestRunEnd(modules, unhandledErrors) {
    mkdirSync(path.dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(summarize(modules, unhandledErrors)));
  }
}
