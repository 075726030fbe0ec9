import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasDisplay, timesInApp } from '../lib/app.mjs';
import { compare, run } from '../lib/measure.mjs';
import { detail } from '../lib/report.mjs';

const goals = { start: 0.8, diff: 0.1, stands: 0.25 };
const startInAppMs = 60;
const snapshotInAppMs = 60;
/**
 * Prints when it was kept waiting for longer than a millisecond: the time, and for how many ms. Debian's
 * perl-base has no clock finer than a second but the system call, numbered by the processor.
 */
const watchman = `
use POSIX ();
my $call = (POSIX::uname())[4] eq 'x86_64' ? 228 : 113;
sub now { my $t = "\\0" x 16; syscall($call, 0, $t); my ($s, $ns) = unpack('qq', $t); return $s + $ns / 1e9 }
$| = 1;
my $last = now();
while (1) {
  select(undef, undef, undef, 0.0002);
  my $now = now();
  printf("%.6f %.3f\\n", $now, ($now - $last) * 1000) if $now - $last > 0.001;
  $last = $now;
}
`;

/** A container that does nothing, as a command and inside the app. */
export async function startRows(setting) {
  const { report, darkroom, dockers, electron, template, runs } = setting;
  const image = 'bench-start:1';
  const engines = enginesOf(setting);
  await run(`${darkroom} import ${template.tar} ${image}`);
  for (const docker of dockers) await run(`${docker.command} import - ${image} < ${template.tar}`);
  const results = await compare(
    {
      ...each(engines, ({ command }) => ({
        command: `${command} run --rm --network host ${image} true`,
      })),
      // What no command of ours can be faster than.
      'electron -e 0': { command: `${electron} -e 0`, env: { ELECTRON_RUN_AS_NODE: '1' } },
    },
    runs * 2,
    2,
  );
  report.beside('start of a container', results, peersOf(dockers), goals.start);
  if (hasDisplay()) {
    const request = { image, command: ['true'], network: 'host', autoRemove: true };
    const inApp = await timesInApp(setting, (app) => app.call('containers.run', request));
    absolute(report, 'start of a container inside the app', inApp, startInAppMs);
  } else report.skipped('start of a container inside the app', 'no display: run under xvfb-run -a');
  for (const { command } of engines) await run(`${command} rmi -f ${image}`);
}

/** One changed file in a container of 100,000: what it costs to see it and to keep it. */
export async function manyFilesRows(setting) {
  const { report, darkroom, dockers, scratch, runs } = setting;
  const image = 'bench-many-files:1';
  const name = 'bench-many-files';
  const tar = await manyFilesTar(scratch.folder);
  const engines = enginesOf(setting);
  await run(`${darkroom} import ${tar} ${image}`);
  for (const docker of dockers) await run(`${docker.command} import - ${image} < ${tar}`);
  for (const { command } of engines)
    await run(`${command} run --name ${name} --network host ${image} /bin/sh -c 'echo 1 > /d1/f1'`);
  const results = await compare(
    each(engines, ({ command }) => ({ command: `${command} diff ${name}` })),
    runs,
  );
  report.beside('diff of one changed file of 100,000', results, peersOf(dockers), goals.diff);
  if (hasDisplay()) {
    const reference = 'bench-many-files-snapshot:1';
    const request = { kind: 'snapshot', options: { container: name, reference } };
    const inApp = await timesInApp(setting, (app) => app.job(request));
    absolute(
      report,
      'snapshot of one changed file of 100,000 inside the app',
      inApp,
      snapshotInAppMs,
    );
    await run(`${darkroom} rmi -f ${reference}`, { mayFail: true });
  } else
    report.skipped(
      'snapshot of one changed file of 100,000 inside the app',
      'no display: run under xvfb-run -a',
    );
  for (const { command } of engines)
    await run(`${command} rm -f ${name} && ${command} rmi -f ${image}`);
}

/** For how long a snapshot of 1,000 files and 50 MB keeps the container's processes still. */
export async function stillRow(setting) {
  const { report, darkroom, dockers, template, runs, scratch } = setting;
  const image = 'bench-still:1';
  const name = 'bench-still';
  const target = 'bench-still-snapshot:1';
  const engines = enginesOf(setting);
  await run(`${darkroom} import ${template.tar} ${image}`);
  for (const docker of dockers) await run(`${docker.command} import - ${image} < ${template.tar}`);
  const script = join(scratch.folder, 'watch.pl');
  writeFileSync(script, watchman);
  const fill =
    'mkdir /data && cd /data && i=0; while [ $i -lt 1000 ]; do echo $i > f$i; i=$((i+1)); done; head -c 50000000 /dev/urandom > big';
  for (const { command } of engines)
    await run(
      `${command} run -d --name ${name} --network host -v ${script}:/watch.pl:ro ${image} /bin/sh -c '${fill}; echo filled; exec perl /watch.pl'`,
    );
  for (const engine of engines) await filled(engine, name);
  const results = await compare(
    each(engines, ({ command }) => ({
      command: async () => {
        const begun = Date.now() / 1000;
        await run(`${command} commit ${name} ${target}`);
        const { output } = await run(`${command} logs --tail 20000 ${name}`);
        return { ms: longestGap(output, begun) };
      },
      after: () => run(`${command} rmi -f ${target}`),
    })),
    runs,
  );
  report.beside(
    'container stands still during a snapshot',
    results,
    peersOf(dockers),
    goals.stands,
  );
  for (const { command } of engines)
    await run(`${command} rm -f ${name} && ${command} rmi -f ${image}`);
}

async function filled({ command }, name) {
  for (;;) {
    const { output } = await run(`${command} logs ${name}`);
    if (output.includes('filled')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function longestGap(log, since) {
  const gaps = log
    .split('\n')
    .map((line) => line.split(' ').map(Number))
    .filter(([at, ms]) => at >= since && Number.isFinite(ms))
    .map(([, ms]) => ms);
  // Gaps of a millisecond and less are not written down.
  return Math.max(1, ...gaps);
}

const enginesOf = ({ darkroom, dockers }) => [{ name: 'darkroom', command: darkroom }, ...dockers];

const each = (engines, make) =>
  Object.fromEntries(engines.map((engine) => [engine.name, make(engine)]));

const peersOf = (dockers) => dockers.map((docker) => docker.name);

function absolute(report, what, measured, goalMs) {
  report.ratio(what, measured.median / goalMs, 1, `${goalMs} ms`, detail({ app: measured }));
}

/** busybox and 100,000 small files in 100 folders. */
async function manyFilesTar(folder) {
  const root = join(folder, 'many-files');
  mkdirSync(join(root, 'bin'), { recursive: true });
  await run(`cp /bin/busybox ${root}/bin/ && ln -s busybox ${root}/bin/sh`);
  for (let index = 0; index < 100; index += 1) {
    mkdirSync(join(root, `d${index}`));
    for (let file = 0; file < 1000; file += 1)
      writeFileSync(join(root, `d${index}`, `f${file}`), `${index} ${file}\n`);
  }
  await run(`tar -C ${root} -cf ${root}.tar . && rm -rf ${root}`);
  return `${root}.tar`;
}
