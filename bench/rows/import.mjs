import { compare, fastest } from '../lib/measure.mjs';
import { detail } from '../lib/report.mjs';

/** Import of the minbase tar and of its .gz beside the dockers and beside reading and hashing it. */
export async function importRows({ report, darkroom, dockers, template, runs }) {
  for (const [label, file, limit, limitGoal] of [
    ['tar', template.tar, `sha256sum ${template.tar}`, 1.5],
    ['tar.gz', template.gz, `gzip -dc ${template.gz} | sha256sum`, 1.3],
  ]) {
    const name = 'bench-import:1';
    const results = await compare(
      {
        darkroom: {
          command: `${darkroom} import ${file} ${name}`,
          after: () => forget(darkroom, name),
        },
        ...Object.fromEntries(
          dockers.map((docker) => [
            docker.name,
            {
              command: `${docker.command} import - ${name} < ${file}`,
              after: () => docker.removeImage(name),
            },
          ]),
        ),
        limit: { command: limit },
      },
      runs,
    );
    const peer = fastest(
      results,
      dockers.map((docker) => docker.name),
    );
    if (peer !== undefined) {
      report.ratio(
        `import ${label}`,
        results.darkroom.median / results[peer].median,
        0.25,
        peer,
        detail(results),
      );
    }
    const what = label === 'tar' ? 'sha256sum' : 'gzip -dc | sha256sum';
    report.ratio(
      `import ${label}`,
      results.darkroom.median / results.limit.median,
      limitGoal,
      what,
      detail(results),
    );
  }
}

/** Import and the first container of it. */
export async function firstRunRows({ report, darkroom, dockers, template, runs }) {
  const name = 'bench-first:1';
  const results = await compare(
    {
      darkroom: {
        command: `${darkroom} import ${template.tar} ${name} && ${darkroom} run --rm ${name} true`,
        after: () => forget(darkroom, name),
      },
      ...Object.fromEntries(
        dockers.map((docker) => [
          docker.name,
          {
            command: `${docker.command} import - ${name} < ${template.tar} && ${docker.command} run --rm --network host ${name} true`,
            after: () => docker.removeImage(name),
          },
        ]),
      ),
    },
    runs,
  );
  const peer = fastest(
    results,
    dockers.map((docker) => docker.name),
  );
  if (peer === undefined) report.skipped('import and first run', 'no docker here');
  else
    report.ratio(
      'import and first run',
      results.darkroom.median / results[peer].median,
      0.5,
      peer,
      detail(results),
    );
}

/** Blob, file list and unpacked copy have to go, or the next run finds the work done. */
async function forget(darkroom, name) {
  const { run } = await import('../lib/measure.mjs');
  await run(`${darkroom} rmi -f ${name} && ${darkroom} prune -f`);
}
