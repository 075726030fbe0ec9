import { chmodSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasDisplay, timesInApp } from '../lib/app.mjs';
import { findBuilders } from '../lib/builders.mjs';
import { compare, run } from '../lib/measure.mjs';

const base = 'bench-base:1';
const goals = { noCache: 0.5, packages: 0.9, cached: 1.0, cachedInApp: 0.3, oneChanged: 0.5 };
const oneRunMs = 40;
const applets = ['sh', 'true', 'cp', 'ls', 'mkdir', 'echo', 'cat', 'sleep', 'touch', 'seq'];

/** Nothing cached. */
export const freshRows = (setting) =>
  withBase(setting, async (all, { files, stages }) => {
    await noCacheRow(all, 'build of 5 RUN and 2,000 files', files, goals.noCache);
    await noCacheRow(all, 'build of 8 stages of 12', stages, goals.noCache);
    await oneRunRow(all);
  });

/** Everything cached, as a command and inside the app. */
export const cachedRows = (setting) =>
  withBase(setting, async (all, { files, stages }) => {
    await cachedRow(all, '5 RUN and 2,000 files', files);
    await cachedRow(all, '8 stages of 12', stages);
  });

export const oneChangedRows = (setting) => withBase(setting, oneChangedRow);

async function withBase(setting, measure) {
  const { scratch } = setting;
  const builders = await findBuilders(setting);
  const tar = await busyboxTar(scratch.folder);
  for (const builder of builders) await builder.load(tar, base);
  const contexts = { files: filesContext(scratch.folder), stages: stagesContext(scratch.folder) };
  await measure({ ...setting, builders }, contexts);
  for (const builder of builders) await builder.forget([base]);
}

/** apt-get install of 20 packages: what the packages' own scripts cost is the same for everybody. */
export async function packagesRow(setting) {
  const builders = await findBuilders(setting);
  const debian = 'bench-debian:1';
  // Below /tmp, as buildah sees it.
  const tar = join(setting.scratch.folder, 'debian.tar');
  await run(`cp ${setting.template.tar} ${tar}`);
  for (const builder of builders) await builder.load(tar, debian);
  const context = makeContext(
    setting.scratch.folder,
    'packages',
    `FROM ${debian}\nENV DEBIAN_FRONTEND=noninteractive\n` +
      `RUN apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')} && rm -rf /var/lib/apt/lists/*\n`,
  );
  const all = { ...setting, builders, runs: Math.min(setting.runs, 3) };
  await noCacheRow(all, 'build with apt-get install of 20 packages', context, goals.packages);
  for (const builder of builders) await builder.forget([debian]);
}

const packages = [
  'bc', 'bzip2', 'curl', 'dnsutils', 'file', 'git', 'iproute2', 'jq', 'less', 'make', 'nano',
  'patch', 'procps', 'psmisc', 'rsync', 'sqlite3', 'tree', 'unzip', 'wget', 'zip',
]; // prettier-ignore

async function noCacheRow({ report, builders, runs }, what, context, goal) {
  const tags = [];
  const results = await compare(
    contenders(builders, (builder, round) => {
      tags.push(`bench-fresh:${round}`);
      return builder.build(context, `bench-fresh:${round}`, '--no-cache');
    }),
    runs,
  );
  for (const builder of builders) await builder.forget([...new Set(tags)]);
  report.beside(what, results, peersOf(builders), goal);
}

/** Every builder, and ours once more as the first command in a while, for which nothing is started ahead. */
function contenders(builders, build) {
  const timed = builders.map((builder) => [
    builder.name,
    { command: (round) => build(builder, round) },
  ]);
  const [ours] = builders;
  const first = {
    command: (round) => build(ours, round),
    env: { DARKROOM_STANDBY: 'off' },
  };
  return { ...Object.fromEntries(timed), 'the same, started anew': first };
}

async function cachedRow(setting, what, context) {
  const { report, builders, runs } = setting;
  const tag = 'bench-cached:1';
  for (const builder of builders) await run(builder.build(context, tag));
  const results = await compare(
    contenders(builders, (builder) => builder.build(context, tag)),
    runs,
  );
  report.beside(`build with all cached, ${what}`, results, peersOf(builders), goals.cached);
  if (hasDisplay()) {
    const request = {
      kind: 'build',
      options: { contextPath: context, tags: [tag], network: 'host' },
    };
    const inApp = await timesInApp(setting, (app) => app.job(request));
    report.beside(
      `the same inside the app, ${what}`,
      { ...results, darkroom: inApp },
      peersOf(builders),
      goals.cachedInApp,
    );
  } else report.skipped(`the same inside the app, ${what}`, 'no display: run under xvfb-run -a');
  for (const builder of builders) await builder.forget([tag]);
}

/** What one RUN costs: a build with `RUN true` less the same build without. */
async function oneRunRow({ report, scratch, builders, runs }) {
  const [{ build, forget }] = builders;
  const contexts = {
    with: makeContext(scratch.folder, 'one-run', `FROM ${base}\nENV A=1\nRUN true\n`),
    without: makeContext(scratch.folder, 'no-run', `FROM ${base}\nENV A=1\n`),
  };
  const results = await compare(
    Object.fromEntries(
      Object.entries(contexts).map(([name, context]) => [
        name,
        { command: build(context, `bench-${name}:1`, '--no-cache') },
      ]),
    ),
    runs * 2,
    2,
  );
  await forget(['bench-with:1', 'bench-without:1']);
  const ms = results.with.median - results.without.median;
  report.ratio('one RUN of true', ms / oneRunMs, 1, `${oneRunMs} ms`, `${ms.toFixed(1)} ms`);
}

/** A context of 100,000 files, all copied; before every round one of them gets another content. */
async function oneChangedRow({ report, scratch, builders, runs }) {
  const context = makeContext(scratch.folder, 'many', `FROM ${base}\nCOPY . /context/\n`);
  for (let folder = 0; folder < 100; folder += 1) {
    mkdirSync(join(context, `d${folder}`));
    for (let file = 0; file < 1000; file += 1)
      writeFileSync(join(context, `d${folder}`, `f${file}`), `${folder} ${file}\n`);
  }
  const tags = [];
  const results = await compare(
    Object.fromEntries(
      builders.map((builder) => [
        builder.name,
        {
          prepare: () =>
            writeFileSync(join(context, 'd50', 'f500'), `${builder.name} ${tags.length}\n`),
          command: (round) => {
            tags.push(`bench-many:${round}`);
            return builder.build(context, `bench-many:${round}`);
          },
        },
      ]),
    ),
    Math.min(runs, 3),
  );
  for (const builder of builders) await builder.forget([...new Set(tags)]);
  report.beside(
    'build with one changed of 100,000 files',
    results,
    peersOf(builders),
    goals.oneChanged,
  );
}

const peersOf = (builders) => builders.slice(1).map((builder) => builder.name);

function makeContext(folder, name, dockerfile) {
  const context = join(folder, name);
  mkdirSync(context, { recursive: true });
  writeFileSync(join(context, 'Dockerfile'), dockerfile);
  return context;
}

/** 2,000 small files, and five RUN of which each writes one. */
function filesContext(folder) {
  const runs = [1, 2, 3, 4, 5].map((step) => `RUN echo ${step} > /made-${step}`);
  const context = makeContext(
    folder,
    'files',
    `FROM ${base}\nCOPY files /files\n${runs.join('\n')}\n`,
  );
  writeFiles(join(context, 'files'), 2000);
  return context;
}

/** Four stages side by side, each with its sources, four that take from them, four nobody needs. */
function stagesContext(folder) {
  const side = [1, 2, 3, 4].map(
    (stage) =>
      `FROM ${base} AS side${stage}\nCOPY src${stage} /src\nRUN cat /src/* > /side${stage}`,
  );
  const unused = [1, 2, 3, 4].map(
    (stage) => `FROM side${stage} AS unused${stage}\nRUN sleep 0.3 && echo unused > /unused`,
  );
  const joins = [
    `FROM ${base} AS left\nCOPY --from=side1 /side1 /\nCOPY --from=side2 /side2 /`,
    `FROM ${base} AS right\nCOPY --from=side3 /side3 /\nCOPY --from=side4 /side4 /`,
    `FROM left AS both\nCOPY --from=right /side3 /side4 /`,
    'FROM both\nRUN cat /side1 /side2 /side3 /side4 > /all',
  ];
  const context = makeContext(folder, 'stages', `${[...side, ...unused, ...joins].join('\n')}\n`);
  for (const stage of [1, 2, 3, 4]) writeFiles(join(context, `src${stage}`), 500);
  return context;
}

function writeFiles(folder, count) {
  mkdirSync(folder, { recursive: true });
  for (let file = 0; file < count; file += 1)
    writeFileSync(join(folder, `f${file}`), `content of ${folder} ${file}\n`.repeat(20));
}

async function busyboxTar(folder) {
  const root = join(folder, 'busybox-root');
  for (const name of ['bin', 'etc', 'tmp', 'proc', 'sys', 'dev'])
    mkdirSync(join(root, name), { recursive: true });
  cpSync('/bin/busybox', join(root, 'bin', 'busybox'));
  chmodSync(join(root, 'bin', 'busybox'), 0o755);
  for (const applet of applets) {
    const link = join(root, 'bin', applet);
    if (!existsSync(link)) symlinkSync('busybox', link);
  }
  await run(`tar -C ${root} --owner=0 --group=0 -cf ${root}.tar .`);
  return `${root}.tar`;
}
