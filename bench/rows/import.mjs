import { compare, run } from '../lib/measure.mjs';
import { templateRounds } from '../lib/setting.mjs';

/** Import of the minbase tar and of its .gz beside the dockers and beside reading and hashing it. */
export async function importRows(setting) {
  const { report, darkroom, dockers, runs } = setting;
  for (const [label, compressed, read, limitGoal] of [
    ['tar', false, (file) => `sha256sum ${file}`, 1.5],
    ['tar.gz', true, (file) => `gzip -dc ${file} | sha256sum`, 1.3],
  ]) {
    const files = await templateRounds(setting, compressed);
    const name = (round) => `bench-${label}:${round}`;
    const results = await compare(
      {
        darkroom: { command: (round) => `${darkroom} import ${files[round]} ${name(round)}` },
        ...forEach(dockers, (docker) => ({
          command: (round) => `${docker.command} import - ${name(round)} < ${files[round]}`,
        })),
        limit: { command: (round) => read(files[round]) },
      },
      runs,
    );
    await forget(
      setting,
      files.map((_, round) => name(round)),
    );
    const what = `import ${label}`;
    const limitName = label === 'tar' ? 'sha256sum' : 'gzip -dc | sha256sum';
    report.beside(what, results, peersOf(dockers), 0.25);
    report.against(what, results, 'limit', limitGoal, limitName);
  }
}

/** Import and the first container of it. */
export async function firstRunRows(setting) {
  const { report, darkroom, dockers, runs } = setting;
  const files = await templateRounds(setting, false);
  const name = (round) => `bench-first:${round}`;
  const results = await compare(
    {
      darkroom: {
        command: (round) =>
          `${darkroom} import ${files[round]} ${name(round)} && ${darkroom} run --rm --network host ${name(round)} true`,
      },
      ...forEach(dockers, (docker) => ({
        command: (round) =>
          `${docker.command} import - ${name(round)} < ${files[round]} && ${docker.command} run --rm --network host ${name(round)} true`,
      })),
    },
    runs,
  );
  await forget(
    setting,
    files.map((_, round) => name(round)),
  );
  report.beside('import and first run', results, peersOf(dockers), 0.5);
}

const peersOf = (dockers) => dockers.map((docker) => docker.name);

function forEach(dockers, contender) {
  return Object.fromEntries(dockers.map((docker) => [docker.name, contender(docker)]));
}

async function forget({ darkroom, dockers }, names) {
  for (const { command } of dockers) await run(`${command} rmi -f ${names.join(' ')}`);
  await run(`${darkroom} rmi -f ${names.join(' ')} && ${darkroom} prune -f`);
}
