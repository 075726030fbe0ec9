import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './measure.mjs';

export const project = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const darkroom = join(project, 'bin', 'darkroom');

/** Where the tests keep their template: outside the tree, because it is large. */
const cacheFolder =
  process.env.DARKROOM_TEST_CACHE ??
  (process.getuid() === 0
    ? '/var/tmp/darkroom-test-cache'
    : join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'darkroom-test'));

/** A store and scratch folder of this run. Short, because sockets' paths have a limit. */
export function makeScratch() {
  const folder = join(tmpdir(), `darkroom-bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  process.env.DARKROOM_ROOT = join(folder, 'store');
  return {
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The minbase tar of about 200 MB, made by debootstrap once, and its .gz. */
export async function template() {
  mkdirSync(cacheFolder, { recursive: true });
  const tar = join(cacheFolder, 'debian-12-minbase.tar');
  if (!existsSync(tar)) {
    const folder = join(cacheFolder, `bench-minbase-${process.pid}`);
    process.stdout.write('making the template with debootstrap\n');
    // Packed as the tests do, whose cache this is: without the packages it was made of.
    await run(
      `debootstrap --variant=minbase bookworm ${folder} && rm -rf ${folder}/var/cache/apt/archives`,
    );
    await run(
      `tar -C ${folder} --numeric-owner --xattrs -cf ${tar}.part . && mv ${tar}.part ${tar} && rm -rf ${folder}`,
    );
  }
  const gz = `${tar}.gz`;
  if (!existsSync(gz)) await run(`gzip -kc ${tar} > ${gz}.part && mv ${gz}.part ${gz}`);
  return { tar, gz };
}

/**
 * The template once a round, each with a file of its own: no engine has seen its layer before, so that
 * nothing has to be deleted between the rounds. That matters: for minutes after many files were deleted,
 * ext4 steps over every freed inode whenever a file is made near them, and all engines would be measured
 * at that.
 */
export async function templateRounds({ scratch, template, runs, warmUps = 1 }, compressed) {
  const folder = join(scratch.folder, compressed ? 'rounds-gz' : 'rounds');
  mkdirSync(folder, { recursive: true });
  const paths = [];
  for (let round = 0; round < runs + warmUps; round += 1) {
    const tar = join(folder, `${round}.tar`);
    await run(
      `cp ${template.tar} ${tar} && echo ${folder}-${round} > ${folder}/darkroom-round && ` +
        `tar -rf ${tar} -C ${folder} --owner=0 --group=0 ./darkroom-round` +
        (compressed ? ` && gzip -1 ${tar}` : ''),
    );
    paths.push(compressed ? `${tar}.gz` : tar);
  }
  return paths;
}
