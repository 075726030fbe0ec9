import { readdirSync } from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { nodeModules, root } from './setup/paths.mjs';

/** One compiler run per layer, each with only the types that exist where the layer runs. */
const layers = ['shared', 'electron', 'renderer', 'test'];
const extension = /\.tsx?$/;

function hasSources(layer) {
  try {
    return readdirSync(path.join(root, layer), { recursive: true }).some((name) =>
      extension.test(name),
    );
  } catch {
    return false;
  }
}

function check(layer) {
  return new Promise((resolve) => {
    const compiler = path.join(nodeModules, 'typescript', 'bin', 'tsc');
    const args = [compiler, '--project', `tsconfig.${layer}.json`, '--pretty', 'false'];
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('exit', (code) => {
      process.stdout.write(output);
      process.stdout.write(`types of ${layer}: ${code === 0 ? 'right' : 'wrong'}\n`);
      resolve(code === 0);
    });
  });
}

const asked = process.argv.slice(2);
const wanted = layers.filter(
  (layer) =>
    (asked.length === 0 || asked.includes(layer)) && (layer === 'test' || hasSources(layer)),
);
const results = [];
const queue = [...wanted];
const worker = async () => {
  for (let layer = queue.shift(); layer !== undefined; layer = queue.shift()) {
    results.push(await check(layer));
  }
};
await Promise.all([worker(), worker()]);
process.exitCode = results.every(Boolean) ? 0 : 1;
