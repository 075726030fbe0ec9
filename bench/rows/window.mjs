import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hasDisplay } from '../lib/app.mjs';
import { compare } from '../lib/measure.mjs';
import { detail } from '../lib/report.mjs';

const maxBlockMs = 50;

/** The window beside an empty one, and how long an import keeps the main process from answering. */
export async function windowRows(setting) {
  if (!hasDisplay()) {
    setting.report.skipped('window shown', 'no display: run under xvfb-run -a');
    return;
  }
  await shownRow(setting);
  await blockRow(setting);
}

async function shownRow({ report, electron, project, scratch, runs }) {
  const flags = process.getuid() === 0 ? ['--no-sandbox'] : [];
  const start = (app, name) => () =>
    untilShown(electron, [...flags, app], { XDG_CONFIG_HOME: join(scratch.folder, name) });
  const results = await compare(
    {
      darkroom: { command: start(project, 'config') },
      empty: { command: start(join(project, 'bench', 'lib', 'empty-window'), 'empty') },
    },
    runs * 2,
  );
  const ratio = results.darkroom.median / results.empty.median;
  report.ratio('window shown', ratio, 1.3, 'an empty Electron window', detail(results));
}

/** From the start of the process to the mark that its window is shown, in milliseconds. */
function untilShown(electron, args, env) {
  return new Promise((resolve, reject) => {
    const begun = process.hrtime.bigint();
    const child = spawn(electron, args, {
      env: { ...process.env, ...env, DARKROOM_MEASURE: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let ms = null;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.includes('"shown"')) return;
      ms = Number(process.hrtime.bigint() - begun) / 1e6;
      child.kill('SIGTERM');
    });
    child.on('error', reject);
    child.on('close', () =>
      ms === null ? reject(new Error('the window was never shown')) : resolve({ ms }),
    );
  });
}

async function blockRow({ report, electron, project, template }) {
  const { _electron } = await import('playwright-core');
  const args = process.getuid() === 0 ? ['--no-sandbox', project] : [project];
  const app = await _electron.launch({
    executablePath: electron,
    args,
    env: { ...process.env, DARKROOM_MEASURE: '1' },
  });
  try {
    const measured = new Promise((resolve, reject) => {
      createInterface({ input: app.process().stdout }).on('line', (line) => {
        if (!line.startsWith('{"measure":"job"')) return;
        const job = JSON.parse(line);
        if (job.state === 'done') resolve(job.maxBlockMs);
        else reject(new Error(`the import ended as ${job.state}`));
      });
    });
    const page = await app.firstWindow();
    await page.waitForLoadState();
    await page.evaluate(
      (source) =>
        window.darkroom.call('jobs.start', {
          kind: 'import',
          options: { source, reference: 'bench-block:1' },
        }),
      template.gz,
    );
    const blockedMs = await measured;
    report.ratio(
      'main process blocked during an import',
      blockedMs / maxBlockMs,
      1,
      `${maxBlockMs} ms`,
      `${blockedMs.toFixed(1)} ms at worst`,
    );
  } finally {
    await app.close();
  }
}
