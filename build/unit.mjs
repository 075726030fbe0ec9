import { spawn } from 'node:child_process';
import path from 'node:path';
import { electronPath, nodeModules, root } from './setup/paths.mjs';
import { setup } from './setup/setup.mjs';

/** Which of vitest's projects a path belongs to; without a path, the unit tests. */
function projectsFor(args) {
  const paths = args.map((arg) => path.relative(root, path.resolve(arg)));
  if (paths.some((name) => name.startsWith(path.join('test', 'e2e')))) return ['e2e'];
  if (paths.some((name) => name.startsWith(`test${path.sep}`))) return ['integration'];
  return ['unit', 'renderer'];
}

/** Runs vitest on Electron's Node, whose ABI the native modules are built for. */
export function startVitest(projects, args, options = {}) {
  const vitest = path.join(nodeModules, 'vitest', 'vitest.mjs');
  const chosen = projects.flatMap((name) => ['--project', name]);
  return spawn(electronPath, [vitest, 'run', '--passWithNoTests', ...chosen, ...args], {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: { ...process.env, ...options.env, ELECTRON_RUN_AS_NODE: '1' },
  });
}

if (process.argv[1]?.endsWith('unit.mjs')) {
  await setup();
  const args = process.argv.slice(2);
  startVitest(projectsFor(args), args).on('exit', (code) => (process.exitCode = code ?? 1));
}
