import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const bundles = path.resolve(__dirname, '..', '..', '.vite', 'build');

/** Asks the Electron that the bundles are for which of the kept code it takes, and which not. */
const probe = `
const { readdirSync, readFileSync, existsSync } = require('node:fs');
const { Script } = require('node:vm');
const Module = require('node:module');
const [folder, list] = process.argv.slice(1);
const current = JSON.parse(readFileSync(list, 'utf8'));
const kept = current.filter((name) => name.startsWith('build/code/'));
const refused = kept.filter((name) => {
  const chunk = name.replace('build/code/', folder + '/chunks/').replace(/\\.bin$/, '');
  const cachedData = readFileSync(folder + name.slice('build'.length));
  const source = Module.wrap(readFileSync(chunk, 'utf8'));
  return new Script(source, { filename: chunk, cachedData }).cachedDataRejected;
});
process.stdout.write(JSON.stringify({ kept: kept.length, refused }));
`;

describe('the code that bundling keeps', () => {
  it('is taken by the Electron of the program, that of every chunk of the command line included', async () => {
    const electron = createRequire(__filename)('electron') as unknown as string;
    const list = path.join(bundles, '..', 'files.json');
    const { stdout } = await run(electron, ['-e', probe, bundles, list], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    const { kept, refused } = JSON.parse(stdout) as { kept: number; refused: string[] };
    expect(refused).toEqual([]);
    expect(kept).toBeGreaterThan(30);
  });
});
