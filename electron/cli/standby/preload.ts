import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Of Node's modules those that most commands come to need: Electron compiles each anew. */
const nodeModules = [
  ...['node:child_process', 'node:crypto', 'node:fs/promises', 'node:net', 'node:stream/promises'],
  ...['node:string_decoder', 'node:timers/promises', 'node:worker_threads', 'node:zlib'],
];

/**
 * Loads what commands load: of the program's chunks those whose code bundling kept (`useCodeCache`),
 * because it saw the commands that people wait for load them. A module does nothing while it is loaded.
 */
export function preload(bundle: string): void {
  const require = createRequire(bundle);
  for (const name of nodeModules) require(name);
  const seen = new Set<string>();
  const visit = (file: string): void => {
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(
      /\brequire\("(\.[^"]+\.js)"\)/g,
    )) {
      const chunk = join(dirname(file), name);
      if (seen.has(chunk)) continue;
      seen.add(chunk);
      if (!existsSync(join(dirname(bundle), 'code', `${basename(chunk)}.bin`))) continue;
      require(chunk);
      visit(chunk);
    }
  };
  visit(bundle);
}
