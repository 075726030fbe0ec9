import { compare, run } from '../lib/measure.mjs';

const makeFiles =
  'mkdir -p /data && cd /data && i=0; while [ $i -lt 1000 ]; do echo "file number $i" > f$i; i=$((i+1)); done; head -c 50000000 /dev/urandom > big';

/** Snapshot of a container with 1,000 new small files and one of 50 MB. */
export async function snapshotRow({ report, darkroom, dockers, template, runs }) {
  const image = 'bench-snapshot-base:1';
  const target = 'bench-snapshot:1';
  await run(`${darkroom} import ${template.tar} ${image}`);
  for (const docker of dockers) await run(`${docker.command} import - ${image} < ${template.tar}`);
  const engines = [{ name: 'darkroom', command: darkroom }, ...dockers];
  for (const engine of engines) {
    await run(
      `${engine.command} run --name bench-snapshot --network host ${image} /bin/sh -c '${makeFiles}'`,
    );
  }
  const results = await compare(
    Object.fromEntries(
      engines.map((engine) => [
        engine.name,
        {
          command: `${engine.command} commit -a bench -m bench bench-snapshot ${target}`,
          after: () =>
            run(
              `${engine.command} rmi -f ${target}${engine.name === 'darkroom' ? ` && ${darkroom} prune -f` : ''}`,
            ),
        },
      ]),
    ),
    runs,
  );
  for (const engine of engines)
    await run(`${engine.command} rm -f bench-snapshot && ${engine.command} rmi -f ${image}`);
  report.beside(
    'snapshot of 1,000 files and 50 MB',
    results,
    dockers.map((docker) => docker.name),
    0.4,
  );
}
