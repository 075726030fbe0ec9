import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { layeredImage } from '../lib/layered-image.mjs';
import { compare, run } from '../lib/measure.mjs';
import { startRegistry } from '../lib/registry.mjs';

const peerGoal = 0.7;
const limitGoal = 1.5;
/** Of the peak with a quarter of the image: what holds layers would need four times as much. */
const memoryGoal = 1.25;
const skopeoName = 'localhost/bench-skopeo:1';
const smallLayerBytes = 15_600_000;

/** Pull, push, save and load of an image of 500 MB in 8 layers beside the peers and the limit. */
export async function transferRows(setting) {
  const { report, scratch, runs, darkroom } = setting;
  const registry = await startRegistry(scratch);
  if (registry === null) return report.skipped('pull and push', 'docker-registry is not installed');
  const name = `${registry.host}/bench:1`;
  const archive = await layeredImage(scratch, name);
  const engines = await enginesOf(setting);
  try {
    for (const engine of Object.values(engines)) await engine.load(archive);
    await pushRows();
    await pullRows();
    await saveRows();
    await loadRows();
    await memoryRows();
  } finally {
    for (const engine of Object.values(engines)) await engine.remove(name).catch(() => undefined);
    registry.stop();
  }

  function against(what, results, limit) {
    const peers = Object.keys(engines).filter((one) => one !== 'darkroom');
    report.beside(what, results, peers, peerGoal);
    if (limit !== undefined) report.against(what, results, 'limit', limitGoal, limit);
  }

  async function pushRows() {
    const results = await compare(
      each((engine) => ({ prepare: registry.empty, command: engine.pushCommand(name) })),
      runs,
    );
    against('push of 8 layers', results);
  }

  async function pullRows() {
    const { output } = await run(`find ${registry.data} -type f -name data -size +100k`);
    const blobs = output.trim().split('\n').join(' ');
    const results = await compare(
      {
        ...each((engine) => ({
          prepare: () => engine.remove(name),
          command: engine.pullCommand(name),
        })),
        limit: {
          command: `printf '%s\\n' ${blobs} | xargs -P 2 -n 1 sh -c 'tee /dev/null < "$0" | gzip -dc | sha256sum > /dev/null; sha256sum "$0" > /dev/null'`,
        },
      },
      runs,
    );
    against('pull of 8 layers', results, 'gzip -dc | sha256sum');
  }

  async function saveRows() {
    const target = join(scratch.folder, 'saved.tar');
    const results = await compare(
      each((engine) => ({
        prepare: () => rmSync(target, { force: true }),
        command: engine.saveCommand(name, target),
      })),
      runs,
    );
    against('save of 8 layers', results);
  }

  async function loadRows() {
    const results = await compare(
      each((engine) => ({
        prepare: () => engine.remove(name),
        command: engine.loadCommand(archive),
      })),
      runs,
    );
    against('load of 8 layers', results);
    const { skopeo: _, ...piping } = each((engine) => ({
      prepare: () => engine.remove(name),
      command: engine.pipeCommand(archive),
    }));
    against('load of 8 layers through a pipe', await compare(piping, runs));
  }

  async function memoryRows() {
    const small = `${registry.host}/bench-small:1`;
    const smallArchive = await layeredImage(scratch, small, smallLayerBytes);
    /** Of the process itself, not of a shell that another works for. */
    const itself = { exec: true, memory: true, env: { DARKROOM_STANDBY: 'off' } };
    const loads = {};
    for (const [one, from] of Object.entries({ [name]: archive, [small]: smallArchive })) {
      await engines.darkroom.remove(one);
      loads[one] = (await run(`${darkroom} load -q < ${from}`, itself)).peakKiB;
    }
    flat('a load from standard input', loads);
    const peaks = {};
    for (const one of [name, small]) {
      await run(engines.darkroom.pushCommand(one));
      await engines.darkroom.remove(one);
      const pulled = await run(engines.darkroom.pullCommand(one), itself);
      peaks[one] = pulled.peakKiB;
    }
    flat('a pull', peaks);
    await engines.darkroom.remove(small);

    function flat(what, peaks) {
      report.ratio(
        `memory of ${what} of 500 MB`,
        peaks[name] / peaks[small],
        memoryGoal,
        `${what} of 125 MB`,
        `${Math.round(peaks[name] / 1024)} MiB, ${Math.round(peaks[small] / 1024)} MiB`,
      );
    }
  }

  function each(make) {
    return Object.fromEntries(Object.entries(engines).map(([key, engine]) => [key, make(engine)]));
  }
}

/** Ways to do the same. skopeo copies into the storage that podman runs from. */
async function enginesOf({ darkroom, dockers }) {
  const has = async (tool) => (await run(`command -v ${tool}`, { mayFail: true })).code === 0;
  const engines = {
    darkroom: engineOf(darkroom, `${darkroom} rmi -f NAME`),
    ...Object.fromEntries(
      dockers.map(({ name, command }) => [name, engineOf(command, `${command} rmi -f NAME`)]),
    ),
  };
  if (await has('podman')) {
    // They share a storage: a layer that one left behind would be found by the other.
    engines.podman = engineOf(
      'podman',
      `podman rmi -f NAME ; podman rmi -f ${skopeoName}`,
      '--tls-verify=false',
    );
    if (await has('skopeo')) {
      const storage = (name) => `containers-storage:${name}`;
      engines.skopeo = {
        ...engines.podman,
        pushCommand: (name) =>
          `skopeo copy -q --dest-tls-verify=false ${storage(name)} docker://${name}`,
        pullCommand: (name) =>
          `skopeo copy -q --src-tls-verify=false docker://${name} ${storage(name)}`,
        saveCommand: (name, target) =>
          `skopeo copy -q ${storage(name)} docker-archive:${target}:${name}`,
        loadCommand: (archive) => `skopeo copy -q docker-archive:${archive} ${storage(skopeoName)}`,
      };
    }
  }
  return engines;
}

function engineOf(command, removal, access = '') {
  const loadCommand = (archive) => `${command} load -q -i ${archive}`;
  const pipeCommand = (archive) => `cat ${archive} | ${command} load -q`;
  return {
    pushCommand: (name) => `${command} push -q ${access} ${name}`,
    pullCommand: (name) => `${command} pull -q ${access} ${name}`,
    saveCommand: (name, target) => `${command} save -o ${target} ${name}`,
    loadCommand,
    pipeCommand,
    load: (archive) => run(loadCommand(archive)),
    remove: (name) => run(removal.replace('NAME', name), { mayFail: true }),
  };
}
