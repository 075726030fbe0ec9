import type { ContainerDetail, ContainerSummary } from '../../shared/model/container';
import type { ImageDetail, ImageOrigin, ImageSummary } from '../../shared/model/image';
import type { BuildStep, Job } from '../../shared/model/job';
import type { LayerSummary } from '../../shared/model/layer';

/** Data for tests of the window: never part of the product. Times count back from `nowMs`. */
export const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const megabyte = 1_000_000;

export function digest(seed: string): string {
  let text = '';
  for (let index = 0; text.length < 64; index += 1) {
    let hash = 2166136261 ^ index;
    for (const letter of seed) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
    text += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return text.slice(0, 64);
}

function layer(command: string, megabytes: number, files: number, whiteouts = 0): LayerSummary {
  return {
    diffId: `sha256:${digest(command)}`,
    sizeBytes: Math.round(megabytes * megabyte),
    fileCount: files,
    whiteoutCount: whiteouts,
    command,
  };
}

const debian = layer('import debian-12-minbase.tar.gz', 204, 6911);
const nginx = layer(
  'RUN /bin/sh -c apt-get update && apt-get install -y nginx # buildkit',
  41,
  1204,
);
const node = layer('RUN /bin/sh -c apt-get install -y nodejs npm # buildkit', 62, 4120);
const modules = layer('RUN /bin/sh -c npm ci # buildkit', 38, 2811);

function image(
  nowMs: number,
  names: ReadonlyArray<string>,
  layers: ReadonlyArray<LayerSummary>,
  origin: ImageOrigin,
  originDetail: string,
  ageMs: number,
): ImageSummary {
  const seed = names[0] ?? originDetail;
  return {
    id: `sha256:${digest(seed)}`,
    manifestDigest: `sha256:${digest(`${seed} manifest`)}`,
    names,
    createdAt: new Date(nowMs - ageMs).toISOString(),
    sizeBytes: layers.reduce((sum, one) => sum + one.sizeBytes, 0),
    architecture: 'amd64',
    os: 'linux',
    origin,
    originDetail,
    layers,
    labels: {},
  };
}

export function sampleImages(nowMs: number): ReadonlyArray<ImageSummary> {
  return [
    image(
      nowMs,
      ['debian:12', 'debian:bookworm'],
      [debian],
      'import',
      'debian-12-minbase.tar.gz',
      2 * minuteMs,
    ),
    image(
      nowMs,
      ['web-snapshot:2026-11-23'],
      [debian, nginx, layer('snapshot of web', 17, 312, 2)],
      'snapshot',
      'web',
      14 * minuteMs,
    ),
    image(
      nowMs,
      ['shop/api:1.4.2', 'shop/api:latest'],
      [
        debian,
        node,
        layer('COPY package*.json ./ # buildkit', 9, 2),
        modules,
        layer('COPY src /app/src # buildkit', 5, 84),
      ],
      'build',
      '~/shop/api',
      hourMs,
    ),
    image(
      nowMs,
      ['shop/api:1.4.1'],
      [
        debian,
        node,
        layer('COPY package*.json ./', 9, 2),
        modules,
        layer('COPY src /app/src ', 4, 81),
      ],
      'build',
      '~/shop/api',
      dayMs,
    ),
    image(
      nowMs,
      ['ubuntu:14.04'],
      [layer('import ubuntu-14.04-x86_64-minimal.tar.gz', 188, 11_204)],
      'import',
      'ubuntu-14.04-x86_64-minimal.tar.gz',
      dayMs + hourMs,
    ),
    image(
      nowMs,
      ['alpine:3.20'],
      [layer('ADD alpine-minirootfs-3.20.tar.gz /', 7.8, 521)],
      'load',
      'alpine.tar',
      3 * dayMs,
    ),
    image(
      nowMs,
      ['postgres:16'],
      [
        layer('ADD rootfs.tar.xz /', 75, 3104),
        layer('RUN groupadd -r postgres', 4, 12),
        layer('RUN apt-get install -y postgresql-16', 186, 2210),
        layer('COPY docker-entrypoint.sh /usr/local/bin/', 9, 1),
        layer('RUN localedef -i en_US', 138, 240),
        layer('RUN mkdir /docker-entrypoint-initdb.d', 7, 1),
      ],
      'load',
      'postgres.tar',
      3 * dayMs + hourMs,
    ),
    image(
      nowMs,
      ['busybox:latest'],
      [layer('ADD busybox.tar.xz /', 4.3, 415)],
      'load',
      'busybox.tar',
      8 * dayMs,
    ),
    image(nowMs, [], [debian, layer('RUN make test', 12, 44)], 'build', '~/shop/api', 9 * dayMs),
  ];
}

export function imageDetail(summary: ImageSummary): ImageDetail {
  const snapshot = summary.origin === 'snapshot';
  return {
    ...summary,
    containers: snapshot ? [] : [digest('container web')],
    config: {
      created: summary.createdAt,
      architecture: 'amd64',
      os: 'linux',
      ...(snapshot ? { author: 'leon' } : {}),
      config: {
        Cmd: snapshot ? ['nginx', '-g', 'daemon off;'] : ['/bin/bash'],
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8'],
        WorkingDir: snapshot ? '' : '/app',
        ...(snapshot ? { ExposedPorts: { '80/tcp': {} } } : {}),
      },
      rootfs: { type: 'layers', diff_ids: summary.layers.map((one) => one.diffId) },
      history: summary.layers.map((one, index) => ({
        created: summary.createdAt,
        created_by: one.command,
        ...(snapshot && index === summary.layers.length - 1
          ? { comment: 'nginx with our config' }
          : {}),
      })),
    },
  };
}

export function sampleContainers(nowMs: number): ReadonlyArray<ContainerSummary> {
  const at = (ageMs: number): string => new Date(nowMs - ageMs).toISOString();
  const base = { imageId: `sha256:${digest('debian:12')}`, labels: {}, tty: false };
  return [
    {
      ...base,
      id: digest('container web'),
      name: 'web',
      imageName: 'debian:12',
      command: ['nginx', '-g', 'daemon off;'],
      state: 'running',
      exitCode: null,
      createdAt: at(42 * minuteMs),
      startedAt: at(42 * minuteMs),
      finishedAt: null,
    },
    {
      ...base,
      tty: true,
      id: digest('container shell'),
      name: 'brave_turing',
      imageName: 'ubuntu:14.04',
      command: ['/bin/bash'],
      state: 'running',
      exitCode: null,
      createdAt: at(3 * minuteMs),
      startedAt: at(3 * minuteMs),
      finishedAt: null,
    },
    {
      ...base,
      id: digest('container migrate'),
      name: 'migrate',
      imageName: 'shop/api:1.4.2',
      command: ['node', 'migrate.js', '--to', 'latest'],
      state: 'exited',
      exitCode: 1,
      createdAt: at(3 * hourMs),
      startedAt: at(3 * hourMs),
      finishedAt: at(2 * hourMs),
    },
    {
      ...base,
      id: digest('container db'),
      name: 'db',
      imageName: 'postgres:16',
      command: ['postgres'],
      state: 'exited',
      exitCode: 0,
      createdAt: at(2 * dayMs),
      startedAt: at(2 * dayMs),
      finishedAt: at(dayMs),
    },
  ];
}

export function containerDetail(summary: ContainerSummary): ContainerDetail {
  return {
    ...summary,
    pid: summary.state === 'running' ? 4121 : null,
    options: {
      image: summary.imageName,
      network: 'host',
    },
    config: {},
    hostname: summary.name,
    mounts: [
      {
        kind: 'bind',
        name: '',
        source: '/home/leon/site',
        target: '/usr/share/nginx/html',
        readOnly: true,
        mode: 'ro',
        propagation: 'rprivate',
      },
    ],
    env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'TZ=Europe/Berlin'],
    workingDir: '/',
    user: 'root',
    entrypoint: [],
    args: summary.command,
    error: '',
  };
}

export function sampleJob(nowMs: number, change: Partial<Job> & Pick<Job, 'id' | 'kind'>): Job {
  return {
    subject: '',
    state: 'done',
    createdAt: new Date(nowMs - 5 * minuteMs).toISOString(),
    startedAt: new Date(nowMs - 5 * minuteMs).toISOString(),
    finishedAt: new Date(nowMs - 4.6 * minuteMs).toISOString(),
    progress: null,
    error: null,
    result: null,
    parameters: {},
    ...change,
  };
}

/** A step of a build as it stands before it began. */
export function sampleStep(change: Partial<BuildStep> & Pick<BuildStep, 'number'>): BuildStep {
  return {
    stage: '',
    title: `RUN ${change.number}`,
    line: change.number,
    state: 'waiting',
    startedAt: null,
    finishedAt: null,
    reason: '',
    cause: null,
    inputs: [],
    layer: null,
    ...change,
  };
}

export function sampleJobs(nowMs: number): ReadonlyArray<Job> {
  const at = (ageMs: number): string => new Date(nowMs - ageMs).toISOString();
  return [
    sampleJob(nowMs, {
      id: 'job-import',
      kind: 'import',
      subject: '/home/leon/debian-12-minbase.tar.gz',
      state: 'running',
      createdAt: at(4_000),
      startedAt: at(4_000),
      finishedAt: null,
      progress: { done: 131 * megabyte, total: 204 * megabyte, unit: 'bytes', label: '' },
      parameters: { source: '/home/leon/debian-12-minbase.tar.gz', reference: 'debian:12' },
    }),
    sampleJob(nowMs, {
      id: 'job-snapshot',
      kind: 'snapshot',
      subject: 'web',
      createdAt: at(14 * minuteMs),
      startedAt: at(14 * minuteMs),
      finishedAt: at(14 * minuteMs - 620),
      result: {
        imageIds: [`sha256:${digest('web-snapshot:2026-11-23')}`],
        names: ['web-snapshot:2026-11-23'],
        summary: '17 MB in 312 files, stood still for 38 ms',
      },
      parameters: { container: 'web', reference: 'web-snapshot:2026-11-23', author: 'leon' },
    }),
    sampleJob(nowMs, {
      id: 'job-build-failed',
      kind: 'build',
      subject: '/home/leon/shop/api',
      state: 'failed',
      createdAt: at(2 * hourMs),
      startedAt: at(2 * hourMs),
      finishedAt: at(2 * hourMs - 6_200),
      error: {
        code: 'BUILD_STEP_FAILED',
        message: 'RUN npm ci: exit code 1',
        data: {},
        range: { start: { line: 8, column: 1 }, end: { line: 8, column: 52 } },
        hint: 'package-lock.json is left out by line 3 of .dockerignore.',
      },
      parameters: {
        contextPath: '/home/leon/shop/api',
        tags: ['shop/api:1.4.3'],
        buildArgs: { NODE_ENV: 'production' },
      },
    }),
    sampleJob(nowMs, {
      id: 'job-build',
      kind: 'build',
      subject: '/home/leon/shop/api',
      createdAt: at(hourMs),
      startedAt: at(hourMs),
      finishedAt: at(hourMs - 21_400),
      result: {
        imageIds: [`sha256:${digest('shop/api:1.4.2')}`],
        names: ['shop/api:1.4.2'],
        summary: '6 steps, 2 cached',
      },
      parameters: { contextPath: '/home/leon/shop/api', tags: ['shop/api:1.4.2'] },
    }),
    sampleJob(nowMs, {
      id: 'job-save',
      kind: 'save',
      subject: '/home/leon/api.tar.gz',
      state: 'cancelled',
      createdAt: at(dayMs),
      startedAt: at(dayMs),
      finishedAt: at(dayMs - 2_000),
      parameters: { names: ['shop/api:1.4.1'], target: '/home/leon/api.tar.gz', format: 'docker' },
    }),
  ];
}
