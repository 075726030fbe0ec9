import { runMain, setupTools } from './setup/setup.mjs';
import { projectsFor, startVitest } from './test/vitest.mjs';

await runMain(async () => {
  await setupTools();
  const args = process.argv.slice(2);
  const vitest = startVitest(projectsFor(args), ['--passWithNoTests', ...args]);
  vitest.on('exit', (code) => (process.exitCode = code ?? 1));
});
