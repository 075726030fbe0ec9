import { spawn } from 'node:child_process';
import path from 'node:path';
import { electronPath, nodeModules, root } from '../setup/paths.mjs';

/** Starts vitest on Electron's Node, whose ABI the native modules are built for. */
export function startVitest(projects, args, { command = [], ...options } = {}) {
  const vitest = path.join(nodeModules, 'vitest', 'vitest.mjs');
  const chosen = projects.flatMap((name) => ['--project', name]);
  const [program, ...rest] = [...command, electronPath, vitest, 'run', ...chosen, ...args];
  return spawn(program, rest, {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: { ...process.env, ...options.env, ELECTRON_RUN_AS_NODE: '1' },
  });
}

/** Which of vitest's projects a path belongs to; without a path, the unit tests. */
export function projectsFor(args) {
  const paths = args
    .filter((arg) => !arg.startsWith('-'))
    .map((arg) => path.relative(root, path.resolve(arg)));
  const isBelow = (...folder) => paths.some((name) => name.startsWith(path.join(...folder)));
  if (isBelow('test', 'e2e')) return ['e2e'];
  return isBelow('test') ? ['integration'] : ['unit', 'renderer'];
}
