import { checkTree } from './lint/tree.mjs';
import { nodeModules, root } from './setup/paths.mjs';
import { runMain, setupTools } from './setup/setup.mjs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

await runMain(async () => {
  await setupTools();
  const problems = checkTree(root);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  const eslint = path.join(nodeModules, 'eslint', 'bin', 'eslint.js');
  const paths = process.argv.length > 2 ? process.argv.slice(2) : ['.'];
  const { status } = spawnSync(process.execPath, [eslint, '--max-warnings', '0', ...paths], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = status === 0 && problems.length === 0 ? 0 : 1;
});
