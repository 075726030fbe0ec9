import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../setup/paths.mjs';
import { addCounts } from './count.mjs';
import { startVitest } from './vitest.mjs';

const minuteMs = 60_000;

/** Characters of a check's output that are repeated where it failed. */
const outputLimit = 4000;

/** Ends with the exit code, or with undefined when the time was up and everything was stopped. */
function finish(child, limitMs) {
  return new Promise((resolve) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      process.kill(-child.pid, 'SIGKILL');
    }, limitMs);
    child.on('error', () => resolve(127));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(timedOut ? undefined : signal === null ? code : 1);
    });
  });
}

/** One test that passed. */
export const success = { passed: 1, failed: 0, skipped: 0, failures: [] };

/** One test that failed. */
export const fail = (name, message) => ({
  passed: 0,
  failed: 1,
  skipped: 0,
  failures: [{ name, message }],
});

const describeEnd = (code, limitMinutes) =>
  code === undefined ? `not done after ${limitMinutes} min` : `ended with exit code ${code}`;

/** A stage that is right or wrong as a whole, and so counts as one test. */
export function checkStage(name, args, limitMinutes = 10) {
  const execute = async () => {
    const stdio = ['inherit', 'pipe', 'pipe'];
    const child = spawn(process.execPath, args, { cwd: root, stdio, detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        process.stdout.write(text);
        output = (output + text).slice(-outputLimit);
      });
    const code = await finish(child, limitMinutes * minuteMs);
    return code === 0 ? success : fail(name, `${output}${describeEnd(code, limitMinutes)}`);
  };
  return { name, execute };
}

function virtualDisplay() {
  const hasDisplay = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const isNeeded = process.platform === 'linux' && !hasDisplay;
  return isNeeded ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'] : [];
}

/** A stage of vitest's projects, counted by its report. */
export function vitestStage(name, projects, { limitMinutes, needsDisplay = false }) {
  const execute = async () => {
    const report = path.join(root, 'test-results', `${name}.json`);
    await rm(report, { force: true });
    const child = startVitest(projects, ['--passWithNoTests'], {
      command: needsDisplay ? virtualDisplay() : [],
      detached: true,
      env: { DARKROOM_TEST_REPORT: report },
    });
    const code = await finish(child, limitMinutes * minuteMs);
    const text = await readFile(report, 'utf8').catch(() => undefined);
    const counts = text === undefined ? { ...success, passed: 0 } : JSON.parse(text);
    const isUnexplained = (code !== 0 || text === undefined) && counts.failed === 0;
    return isUnexplained ? addCounts(counts, fail(name, describeEnd(code, limitMinutes))) : counts;
  };
  return { name, execute };
}
