import type { JobRequest } from '../../shared/ipc/contract';
import type { BuildStep, Job, JobLogEntry } from '../../shared/model/job';
import type { FileChange, TreeNode } from '../../shared/model/layer';
import { defaultSettings, type Settings } from '../../shared/model/settings';
import type { StepCause } from '../../shared/model/step-cause';
import { answerBuildPage } from './sample-build-page';
import { createFakeBridge, type FakeBridge } from './fake-bridge';
import {
  containerDetail,
  digest,
  imageDetail,
  sampleContainers,
  sampleImages,
  sampleJob,
  sampleJobs,
} from './sample-data';

const dockerfile = `FROM debian:12 AS base
RUN apt-get update && apt-get install -y \\
    nodejs npm

FROM base AS deps
ARG NODE_ENV=production
WORKDIR /app
COPY package*.json ./
RUN --mount=type=cache,target=/root/.npm npm ci

FROM base AS run
COPY --from=deps /app /app
COPY src /app/src
USER daemon
EXPOSE 8080
CMD ["node", "/app/src/main.js"]
`;

/** A bridge that answers every channel with the sample data. */
export function createSampleBridge(settings: Partial<Settings> = {}): FakeBridge {
  const bridge = createFakeBridge();
  const nowMs = Date.now();
  const images = sampleImages(nowMs);
  const containers = sampleContainers(nowMs);
  let kept: Settings = { ...defaultSettings, author: 'leon', ...settings };
  const imageOf = (name: string) => {
    const found = images.find((one) => one.id === name || one.names.includes(name)) ?? images[0];
    if (found === undefined) throw new Error('no sample image');
    return found;
  };
  const containerOf = (name: string) => {
    const found = containers.find((one) => one.id === name || one.name === name) ?? containers[0];
    if (found === undefined) throw new Error('no sample container');
    return found;
  };
  bridge.answer('app.info', () => ({
    version: '0.1.0',
    platform: 'linux',
    locale: 'en-GB',
    storeRoot: '/home/leon/.local/share/darkroom',
    engine: { id: 'embedded', kind: 'embedded', canRun: true, runReason: '', lacks: [] },
  }));
  bridge.answer('engines.list', () => [
    {
      name: 'embedded',
      endpoint: { kind: 'embedded' },
      source: 'embedded',
      address: '',
      selected: true,
      state: {
        kind: 'connected',
        about: {
          product: 'Darkroom',
          version: '0.1.0',
          apiVersion: '',
          os: 'linux',
          architecture: 'amd64',
        },
      },
    },
    {
      name: 'docker',
      endpoint: { kind: 'socket', path: '/var/run/docker.sock' },
      source: 'socket',
      address: 'unix:///var/run/docker.sock',
      selected: false,
      state: { kind: 'unknown' },
    },
  ]);
  bridge.answer('engines.select', () => null);
  bridge.answer('settings.get', () => kept);
  bridge.answer('settings.update', (change) => (kept = { ...kept, ...change }));
  bridge.answer('images.list', () => images);
  bridge.answer('images.usage', () => ({
    usedBytes: 4_100_000_000,
    freeableBytes: 612_000_000,
    imageCount: images.length,
    totalBytes: 20_000_000_000,
  }));
  bridge.answer('images.inspect', ({ name }) => imageDetail(imageOf(name)));
  bridge.answer('images.history', ({ name }) =>
    [
      { command: 'CMD ["nginx" "-g" "daemon off;"]', sizeBytes: 0, emptyLayer: true },
      ...[...imageOf(name).layers]
        .reverse()
        .map((one) => ({ command: one.command, sizeBytes: one.sizeBytes, emptyLayer: false })),
    ].map((one, index) => ({
      id: digest(`history ${index}`),
      createdAt: imageOf(name).createdAt,
      createdBy: one.command,
      sizeBytes: one.sizeBytes,
      comment: '',
      emptyLayer: one.emptyLayer,
    })),
  );
  bridge.answer('images.tree', ({ layer, path }) => sampleTree(layer, path));
  bridge.answer('images.readFile', () => ({
    text: 'user www-data;\nworker_processes auto;\n\nevents {\n\tworker_connections 4096;\n}\n\nhttp {\n\tsendfile on;\n\tgzip on;\n\tinclude /etc/nginx/conf.d/*.conf;\n}\n',
    truncated: false,
  }));
  bridge.answer('images.waste', () => ({ sizeBytes: 0, fileCount: 0, items: [] }));
  bridge.answer('images.tag', () => null);
  bridge.answer('images.remove', () => null);
  bridge.answer('containers.list', () => containers);
  bridge.answer('containers.inspect', ({ name }) => containerDetail(containerOf(name)));
  bridge.answer('containers.start', () => null);
  bridge.answer('containers.stop', () => null);
  bridge.answer('containers.diff', () => sampleChanges());
  bridge.answer(
    'containers.logs',
    () =>
      '2026/11/24 03:41:02 [notice] 1#1: nginx/1.22.1\n2026/11/24 03:41:02 [notice] 1#1: start worker processes\n10.0.2.2 - - "GET / HTTP/1.1" \u001b[32m200\u001b[0m 612\n10.0.2.2 - - "GET /favicon.ico HTTP/1.1" \u001b[31m404\u001b[0m 153\n',
  );
  bridge.answer('terminal.open', ({ container }) => {
    setTimeout(
      () =>
        bridge.emit('terminal.data', {
          terminalId: 'terminal',
          data: `root@${container.slice(0, 12)}:/# ls --color\r\n\u001b[1;34mbin\u001b[0m  \u001b[1;34metc\u001b[0m  \u001b[1;34mhome\u001b[0m  \u001b[1;36mlib\u001b[0m  \u001b[1;34mroot\u001b[0m  \u001b[30;42mtmp\u001b[0m  \u001b[1;34musr\u001b[0m  \u001b[1;34mvar\u001b[0m\r\nroot@${container.slice(0, 12)}:/# `,
        }),
      20,
    );
    return { terminalId: 'terminal' };
  });
  bridge.answer('terminal.write', ({ data }) => {
    bridge.emit('terminal.data', { terminalId: 'terminal', data: data.replace('\r', '\r\n') });
    return null;
  });
  bridge.answer('terminal.acknowledge', () => null);
  bridge.answer('terminal.resize', () => null);
  bridge.answer('terminal.close', () => null);
  bridge.answer('jobs.list', () => sampleJobs(nowMs));
  bridge.answer('jobs.log', ({ jobId }) => sampleLog(jobId, nowMs));
  bridge.answer('jobs.cancel', () => null);
  bridge.answer('jobs.remove', () => null);
  bridge.answer('jobs.start', (request) => {
    const jobId = `job-${request.kind}-new`;
    setTimeout(() => {
      const running = sampleJob(nowMs, {
        id: jobId,
        kind: jobKind(request.kind),
        subject: request.kind === 'build' ? request.options.contextPath : request.kind,
        state: 'running',
        createdAt: new Date().toISOString(),
        startedAt: new Date().toISOString(),
        finishedAt: null,
        progress: { done: 4, total: 6, unit: 'steps', label: '' },
        parameters: 'options' in request ? { ...request.options } : {},
      });
      bridge.emit('jobs.changed', running);
    }, 10);
    return { jobId };
  });
  answerBuildPage(bridge, dockerfile);
  bridge.answer('dialog.open', ({ kind }) =>
    kind === 'folder' ? ['/home/leon/shop/api'] : ['/home/leon/debian-12-minbase.tar.gz'],
  );
  bridge.answer('dialog.save', () => null);
  bridge.answer('drop.identify', ({ paths }) =>
    paths.map((path) => {
      const fileName = path.slice(path.lastIndexOf('/') + 1);
      if (fileName.endsWith('.zip')) {
        return {
          kind: 'unknown',
          path,
          fileName,
          reason: 'A zip of text files: no root file system, no image in it.',
        };
      }
      if (fileName.endsWith('image.tar')) {
        return {
          kind: 'docker-archive',
          path,
          fileName,
          sizeBytes: 432_000_000,
          compression: 'none',
          names: ['postgres:16'],
          images: [{ names: ['postgres:16'], layerCount: 14, platform: '' }],
        };
      }
      return {
        kind: 'rootfs',
        path,
        fileName,
        sizeBytes: 93_000_000,
        compression: 'gzip',
        prefix: '',
        distribution: 'Debian 12',
        architecture: 'amd64',
        suggestedName: 'debian:12',
        suggestedCommand: '/bin/bash',
      };
    }),
  );
  return bridge;
}

function sampleTree(layer: number | null, path: string): ReadonlyArray<TreeNode> {
  const node = (name: string, change: Partial<TreeNode>): TreeNode => ({
    name,
    path: path === '' ? name : `${path}/${name}`,
    kind: 'directory',
    mode: 0o755,
    uid: 0,
    gid: 0,
    sizeBytes: 0,
    mtimeSeconds: 1_763_900_000,
    hasChildren: true,
    layerIndex: layer ?? 0,
    ...change,
  });
  const file = (name: string, sizeBytes: number, change: Partial<TreeNode> = {}): TreeNode =>
    node(name, { kind: 'file', mode: 0o644, hasChildren: false, sizeBytes, ...change });
  if (path === 'etc/nginx') {
    return [
      node('conf.d', { sizeBytes: 844, layerIndex: layer ?? 2, change: 'added' }),
      file('mime.types', 5_349, { layerIndex: layer ?? 1 }),
      file('nginx.conf', 2_100, { layerIndex: layer ?? 2, change: 'changed' }),
    ];
  }
  if (path === 'etc') {
    return [
      node('apt', { sizeBytes: 14_200 }),
      node('nginx', { sizeBytes: 48_120, layerIndex: layer ?? 1, change: 'changed' }),
      file('debian_version', 5),
      file('hostname', 4, { change: 'changed' }),
      file('passwd', 839),
      file('shadow', 501, { mode: 0o640, gid: 42 }),
    ];
  }
  if (path !== '') return [];
  return [
    node('bin', { kind: 'symlink', link: 'usr/bin', hasChildren: false, mode: 0o777 }),
    node('etc', { sizeBytes: 1_204_000, change: 'changed' }),
    node('home', { hasChildren: false }),
    node('root', { sizeBytes: 1_316, mode: 0o700, layerIndex: layer ?? 2, change: 'changed' }),
    node('tmp', { hasChildren: false, mode: 0o1777 }),
    node('usr', { sizeBytes: 172_400_000, layerIndex: layer ?? 1, change: 'changed' }),
    node('var', { sizeBytes: 31_048_000, change: 'changed' }),
    ...(layer === 2
      ? [node('index.html', { kind: 'whiteout', hasChildren: false, change: 'deleted' })]
      : []),
  ];
}

function sampleChanges(): ReadonlyArray<FileChange> {
  const change = (kind: FileChange['kind'], path: string, sizeBytes: number): FileChange => ({
    kind,
    path,
    sizeBytes,
    entryKind: 'file',
  });
  return [
    change('changed', '/etc/nginx/nginx.conf', 2_100),
    change('added', '/etc/nginx/conf.d/shop.conf', 844),
    ...Array.from({ length: 64 }, (_, index) =>
      change('added', `/usr/share/nginx/html/assets/page-${index}.html`, 262_000),
    ),
    change('added', '/root/.bash_history', 1_200),
    change('added', '/root/.aws/credentials', 116),
    change('deleted', '/var/www/html/index.html', 612),
    change('changed', '/var/log/dpkg.log', 48_000),
  ];
}

function sampleLog(jobId: string, nowMs: number): ReadonlyArray<JobLogEntry> {
  const failed = jobId === 'job-build-failed';
  if (!jobId.includes('build')) {
    return [
      {
        kind: 'message',
        seq: 0,
        at: nowMs,
        text: 'debian-12-minbase.tar.gz: gzip, root file system, amd64',
      },
    ];
  }
  const finished = jobId === 'job-build';
  const step = (
    number: number,
    stage: string,
    title: string,
    line: number,
    state: BuildStep['state'],
    ms = 0,
    cause: StepCause | null = null,
  ): BuildStep => ({
    number,
    stage,
    title,
    line,
    state,
    startedAt: state === 'waiting' ? null : nowMs - ms,
    finishedAt: state === 'waiting' || state === 'running' ? null : nowMs,
    reason: '',
    cause,
    inputs: inputs[number] ?? [],
    layer: null,
  });
  const inputs: Readonly<Record<number, ReadonlyArray<number>>> = {
    2: [1],
    3: [2],
    4: [3],
    5: [2],
    6: [5, 4],
  };
  const lockFile = { count: 1, names: ['package-lock.json'] };
  const nothing = { count: 0, names: [] };
  const changed: StepCause = {
    kind: 'files',
    files: { changed: lockFile, added: nothing, removed: nothing },
  };
  const npm = finished ? 'done' : failed ? 'failed' : 'running';
  const later = finished ? 'done' : failed ? 'cancelled' : 'waiting';
  const steps = [
    step(1, 'base', 'FROM debian:12', 1, 'cached'),
    step(2, 'base', 'RUN apt-get update && apt-get install -y nodejs npm', 2, 'cached'),
    step(3, 'deps', 'COPY package*.json ./', 8, 'done', 20, changed),
    step(4, 'deps', 'RUN npm ci', 9, npm, 4_800),
    step(5, 'run', 'COPY src /app/src', 13, 'done', 30),
    step(6, 'run', 'COPY --from=deps /app /app', 12, later),
  ];
  const lines = failed
    ? [
        'npm error code EUSAGE\n',
        '\u001b[31mnpm error\u001b[0m The `npm ci` command can only install with an existing package-lock.json\n',
      ]
    : [
        '2.114 npm http fetch GET 200 react 41ms\n',
        '3.902 added 211 packages in 3s\n',
        '\u001b[32m4.120 found 0 vulnerabilities\u001b[0m\n',
        '4.733 npm notice lockfile v3\n',
      ];
  return [
    ...steps.map((one, seq): JobLogEntry => ({ kind: 'step', seq, at: nowMs, step: one })),
    ...lines.map((text, index): JobLogEntry => ({
      kind: 'output',
      seq: steps.length + index,
      at: nowMs,
      step: 4,
      stream: 'stdout',
      text,
    })),
  ];
}

/** What is written out as a root file system is a save to those who look at jobs, an index a push. */
function jobKind(kind: JobRequest['kind']): Job['kind'] {
  if (kind === 'export') return 'save';
  return kind === 'push-list' ? 'push' : kind;
}
