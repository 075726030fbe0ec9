import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from './measure.mjs';

const layerCount = 8;
const largestFile = 20_000_000;

/** A docker archive of an image in 8 layers, made of the files of this machine's /usr. */
export async function layeredImage(scratch, name, layerBytes = 62_500_000) {
  const folder = join(scratch.folder, `layered-${layerBytes}`);
  const archive = join(folder, 'image.tar');
  if (existsSync(archive)) return archive;
  mkdirSync(folder, { recursive: true });
  const { output } = await run('find /usr -xdev -type f -size +0 -links 1 | LC_ALL=C sort');
  const files = output
    .split('\n')
    .filter((path) => path !== '' && statSync(path).size < largestFile);
  const diffIds = [];
  for (let layer = 0; layer < layerCount; layer += 1) {
    const list = join(folder, `${layer}.list`);
    writeFileSync(list, take(files, layerBytes).join('\n'));
    const below = join(folder, String(layer));
    mkdirSync(below, { recursive: true });
    await run(
      `tar -cf ${below}/layer.tar --transform 's,^,layer${layer}/,' -C / -T ${list} 2>/dev/null`,
    );
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(below, 'layer.tar')), hash);
    diffIds.push(`sha256:${hash.digest('hex')}`);
  }
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Cmd: ['/bin/sh'] },
    rootfs: { type: 'layers', diff_ids: diffIds },
    history: diffIds.map((_, layer) => ({ created_by: `layer ${layer}` })),
  });
  const layers = diffIds.map((_, layer) => `${layer}/layer.tar`);
  writeFileSync(join(folder, 'config.json'), config);
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify([{ Config: 'config.json', RepoTags: [name], Layers: layers }]),
  );
  await run(`tar -cf ${archive} -C ${folder} config.json manifest.json ${layers.join(' ')}`);
  await run(`rm -rf ${layers.map((path) => join(folder, path)).join(' ')}`);
  return archive;
}

function take(files, wanted) {
  const taken = [];
  for (let size = 0; size < wanted && files.length > 0;) {
    const path = files.shift();
    size += statSync(path).size + 512;
    taken.push(path.slice(1));
  }
  return taken;
}
