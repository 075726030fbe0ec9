import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../setup/files.mjs';
import { nodeModules } from '../setup/paths.mjs';

/** What is done while recording: what the commands that people wait for need is what is kept. */
const commands = (folder) => [
  ['import', path.join(folder, 'root.tar'), 'record:1'],
  ['run', '--rm', 'record:1', '/none'],
  ['build', '--no-cache', '-t', 'record:2', folder],
  ['build', '-q', '-t', 'record:3', '-f', path.join(folder, 'failing'), folder],
  ['build', '-t', 'record:2', folder],
  ['build', '-q', '-t', 'record:2', folder],
];
const dockerfile = 'FROM record:1\nCOPY . /context\nENV A=1\n';
const failing = 'FROM record:1\nRUN ["/none"]\n';

/**
 * Runs the bundles in `folder` under the Electron they are for, in a store of their own, so that they
 * leave V8's compiled code in `code/` beside themselves (electron/base/code-cache.ts). Commands may fail:
 * code is a matter of speed, and what could not be recorded is compiled when it is needed.
 */
export async function recordCode(folder) {
  const place = await temporaryFolder('record-code');
  const store = path.join(place, 'store');
  const context = path.join(place, 'context');
  const env = {
    ...process.env,
    ELECTRON_RUN_AS_NODE: '1',
    DARKROOM_ROOT: store,
    DARKROOM_RECORD_CODE: '1',
  };
  const program = path.join(nodeModules, 'electron', 'dist', 'electron');
  try {
    await mkdir(context, { recursive: true });
    await writeFile(path.join(context, 'root.tar'), emptyTar());
    await writeFile(path.join(context, 'Dockerfile'), dockerfile);
    await writeFile(path.join(context, 'failing'), failing);
    for (const words of commands(context))
      await runOnce(program, [path.join(folder, 'cli.js'), ...words], env);
  } finally {
    await endAll(store);
    await rm(place, { recursive: true, force: true });
  }
}

/** A folder `etc/`: header of POSIX ustar, and the two empty blocks at the end. */
function emptyTar() {
  const tar = Buffer.alloc(512 * 3);
  tar.write('etc/\0', 0);
  tar.write('0000755\0' + '0000000\0' + '0000000\0' + '00000000000\0' + '00000000000\0', 100);
  tar.write('5', 156);
  tar.write('ustar\x0000', 257);
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 8 * 32);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return tar;
}

function runOnce(program, args, env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio: 'ignore', timeout: 30_000 });
    child.on('error', resolve);
    child.on('close', resolve);
  });
}

/** The helper of the store lives on for a while; here nobody will come back to it. */
async function endAll(store) {
  const names = await readdir('/proc').catch(() => []);
  for (const pid of names.filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`DARKROOM_ROOT=${store}`)) process.kill(Number(pid));
  }
}
