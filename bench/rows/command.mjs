import { join } from 'node:path';
import { rmSync, statSync } from 'node:fs';
import { compare, run } from '../lib/measure.mjs';
import { detail } from '../lib/report.mjs';

/** What a command costs before it does anything. */
export async function versionRow({ report, darkroom, electron, runs }) {
  const results = await compare(
    {
      darkroom: { command: `${darkroom} --version` },
      electron: { command: `${electron} -e 0`, env: { ELECTRON_RUN_AS_NODE: '1' } },
    },
    runs * 4,
    2,
  );
  report.ratio(
    'darkroom --version',
    results.darkroom.median / results.electron.median,
    1.3,
    'electron -e 0',
    detail(results),
  );
}

/** Peak memory of importing ten times as much. */
export async function memoryRow({ report, darkroom, scratch }) {
  const peaks = [];
  for (const megabytes of [200, 2000]) {
    const tar = join(scratch.folder, `memory-${megabytes}.tar`);
    await makeRootfsTar(scratch.folder, tar, megabytes);
    const samples = [];
    for (let round = 0; round < 3; round += 1) {
      const { peakKiB } = await run(`${darkroom} import ${tar} bench-memory:1`, {
        exec: true,
        memory: true,
        env: { DARKROOM_STANDBY: 'off' },
      });
      samples.push(peakKiB);
      await run(`${darkroom} rmi -f bench-memory:1 && ${darkroom} prune -f`);
    }
    peaks.push(samples.sort((a, b) => a - b)[1]);
    const { size } = statSync(tar);
    rmSync(tar);
    process.stdout.write(
      `     import of ${(size / 1e6).toFixed(0)} MB: peak ${(peaks.at(-1) / 1024).toFixed(0)} MiB\n`,
    );
  }
  report.ratio('peak memory of importing 2 GB', peaks[1] / peaks[0], 1.2, 'that of 200 MB', '');
}

/** A small root file system with the given number of files of one megabyte, as a tar. */
async function makeRootfsTar(folder, tar, megabytes) {
  const root = join(folder, 'memory-rootfs');
  await run(
    `set -e; mkdir -p ${root}/bin ${root}/etc ${root}/usr ${root}/data; cp /bin/busybox ${root}/bin/sh; ` +
      `head -c ${megabytes}000000 /dev/urandom | split -b 1000000 -a 4 - ${root}/data/; ` +
      `tar -C ${root} -cf ${tar} .; rm -rf ${root}`,
  );
}
