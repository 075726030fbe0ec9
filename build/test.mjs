import { existsSync } from 'node:fs';
import path from 'node:path';
import { nodeModules, root } from './setup/paths.mjs';
import { step } from './setup/report.mjs';
import { capture, run } from './setup/run.mjs';
import { runMain, setupTools } from './setup/setup.mjs';
import { addCounts, formatCounts, formatFailures } from './test/count.mjs';
import { checkStage, fail, success, vitestStage } from './test/stages.mjs';

const prettier = path.join(nodeModules, 'prettier', 'bin', 'prettier.cjs');

const stages = [
  checkStage('format', [prettier, '--check', '--log-level', 'warn', '.']),
  checkStage('lint', ['build/lint.mjs']),
  checkStage('types', ['build/typecheck.mjs']),
  checkStage('bundle', ['build/bundle.mjs']),
  vitestStage('unit', ['unit', 'renderer'], { limitMinutes: 8 }),
  vitestStage('integration', ['integration'], { limitMinutes: 25, needsDisplay: true }),
  vitestStage('e2e', ['e2e'], { limitMinutes: 20, needsDisplay: true }),
];

const treeState = () =>
  capture('git', ['-c', 'safe.directory=*', 'status', '--porcelain'], { cwd: root }).stdout;

/** What tests compare with. Where it cannot be installed, the tests that need it skip themselves. */
async function installPeers() {
  const script = path.join(root, 'test', 'peers', 'install.mjs');
  if (!existsSync(script)) return;
  await run(process.execPath, [script], { cwd: root }).catch((error) =>
    step(`${error.message}; tests that need it are skipped`),
  );
}

async function test() {
  await setupTools();
  await installPeers();
  const before = treeState();
  let sum = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const stage of stages) {
    const startMs = Date.now();
    process.stdout.write(`\n== ${stage.name}\n`);
    const counts = await stage.execute();
    const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
    process.stdout.write(`== ${stage.name}: ${formatCounts(counts)} (${seconds} s)\n`);
    sum = addCounts(sum, counts);
  }
  // Elsewhere somebody may be editing meanwhile.
  if (process.env.CI) {
    const after = treeState();
    process.stdout.write(`\n== tree: ${after === before ? 'as it was' : 'changed'}\n`);
    sum = addCounts(sum, after === before ? success : fail('tree', after));
  }
  process.stdout.write(`\n${formatFailures(sum.failures)}`);
  process.stdout.write(`\n${formatCounts(sum)}\n`);
  process.exitCode = sum.failed > 0 ? 1 : 0;
}

await runMain(test);
