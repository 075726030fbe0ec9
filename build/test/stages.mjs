import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../setup/paths.mjs';
import { countReport } from './count.mjs';
import { startVitest } from './vitest.mjs';

const minuteMs = 60_000;

/** Ends with the exit code, or with undefined when the time was up and everything was stopped. */
function finish(child, limitMs) {
  return new Promise((resolve) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      process.kill(-child.pid, 'SIGKILL');
    }, limitMs);
    child.on('error', () => resolve(127));
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(timedOut ? undefined : signal === null ? code : 1);
    });
  });
}

const failure = { passed: 0, failed: 1, skipped: 0 };
const success = { passed: 1, failed: 0, skipped: 0 };

/** A stage that is right or wrong as a whole, and so counts as one test. */
export function checkStage(name, args, limitMinutes = 10) {
  const execute = async () => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', detached: true });
    const code = await finish(child, limitMinutes * minuteMs);
    if (code === undefined) process.stdout.write(`${name}: not done after ${limitMinutes} min\n`);
    return code === 0 ? success : failure;
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
    await mkdir(path.dirname(report), { recursive: true });
    await rm(report, { force: true });
    const args = ['--passWithNoTests', '--reporter=default', '--reporter=json'];
    const child = startVitest(projects, [...args, `--outputFile.json=${report}`], {
      command: needsDisplay ? virtualDisplay() : [],
      detached: true,
    });
    const code = await finish(child, limitMinutes * minuteMs);
    if (code === undefined) process.stdout.write(`${name}: not done after ${limitMinutes} min\n`);
    const text = await readFile(report, 'utf8').catch(() => undefined);
    const counts = text === undefined ? failure : countReport(JSON.parse(text));
    // An error outside any test fails the run without failing a test.
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  };
  return { name, execute };
}
