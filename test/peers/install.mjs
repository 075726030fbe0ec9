// Installs and starts the peers that tests and bench compare with: skopeo and umoci, Docker 20.10 and
// Podman 4.3 from Debian 12 (classic builders), and Docker 26.1 with BuildKit and buildah 1.39 from Debian 13, in a root
// file system of its own. Run as root on Debian: `node test/peers/install.mjs`. Quick when everything is up.
//
// Tests skip, counted, what is not there; see test/helpers/peers.ts for how they find it.
//   DARKROOM_PEERS          folder for everything the peers write (default /var/tmp/darkroom-peers)
//   DARKROOM_PODMAN_HOST    socket of Podman's service (default unix:///tmp/peers-podman/podman.sock)
//   DARKROOM_DOCKER26_HOST  socket of the newer daemon (default unix:///tmp/peers26/docker.sock)
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readFile, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const folder = process.env.DARKROOM_PEERS ?? '/var/tmp/darkroom-peers';
const newer = {
  tree: join(folder, 'trixie'),
  socket: (process.env.DARKROOM_DOCKER26_HOST ?? 'unix:///tmp/peers26/docker.sock').replace(
    'unix://',
    '',
  ),
};
const older = { socket: '/var/run/docker.sock' };
const podman = {
  socket: (process.env.DARKROOM_PODMAN_HOST ?? 'unix:///tmp/peers-podman/podman.sock').replace(
    'unix://',
    '',
  ),
};

const packages = [
  'debootstrap', 'docker.io', 'iptables', 'runc', 'crun', 'conmon', 'skopeo', 'umoci', 'uidmap', 'pigz', 'podman', 'openssh-server', 'openssh-client', 'openssl',
  'xz-utils', 'bzip2', 'zstd', 'libdeflate0', 'xvfb', 'xauth', 'busybox-static',
  'docker-registry', 'openssl', 'podman', 'buildah',
]; // prettier-ignore
const newerPackages = [
  'docker.io',
  'docker-cli',
  'docker-buildx',
  'buildah',
  'netavark',
  'crun',
  'iptables',
];

const say = (text) => process.stdout.write(`peers: ${text}\n`);

function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout?.on('data', (data) => (output += data));
    child.stderr?.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

async function must(command, args, options) {
  const { ok, output } = await run(command, args, options);
  if (!ok) throw new Error(`${command} ${args.join(' ')} failed:\n${output.slice(-4000)}`);
}

/** Whether a docker daemon answers at a unix socket. */
function answers(socket) {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const end = (result) => {
      connection.destroy();
      resolve(result);
    };
    connection.setTimeout(2000, () => end(false));
    connection.on('error', () => end(false));
    connection.on('connect', () => connection.write('GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n'));
    connection.on('data', (data) => end(data.includes('200 OK')));
  });
}

async function waitFor(socket, log) {
  for (let attempt = 0; attempt < 120; attempt += 1) {
    if (await answers(socket)) return;
    await delay(250);
  }
  throw new Error(`no daemon answers at ${socket}; see ${log}`);
}

async function installPackages() {
  const { ok } = await run('dpkg', ['-s', ...packages]);
  if (ok) return;
  say(`installing ${packages.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await must('apt-get', ['update', '-qq'], { env });
  await must('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

/** A daemon that outlives this script, its output in a file. */
async function startDaemon(command, args, log) {
  const output = await open(log, 'a');
  spawn(command, args, { detached: true, stdio: ['ignore', output.fd, output.fd] }).unref();
  await output.close();
}

async function startOlder() {
  if (await answers(older.socket)) return;
  say('starting docker 20.10');
  const log = join(folder, 'docker20.log');
  await startDaemon(
    'dockerd',
    [
      '--iptables=false',
      '--bridge=none',
      `--data-root=${join(folder, 'docker20')}`,
      `--exec-root=${join(folder, 'docker20-exec')}`,
      `--pidfile=${join(folder, 'docker20.pid')}`,
      `--host=unix://${older.socket}`,
    ],
    log,
  );
  await waitFor(older.socket, log);
}

async function mirror() {
  const lists = '/etc/apt/sources.list.d';
  const files = existsSync(lists) ? (await readdir(lists)).map((name) => join(lists, name)) : [];
  for (const file of [...files, '/etc/apt/sources.list']) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const found =
      /^URIs:\s*(\S*debian\/?)\s*$/m.exec(text) ??
      /^deb\s+(?:\[[^\]]*\]\s+)?(\S*debian\/?)\s/m.exec(text);
    if (found) return found[1];
  }
  return 'http://deb.debian.org/debian';
}

async function makeNewerTree() {
  const programs = ['usr/sbin/dockerd', 'usr/bin/buildah'];
  if (programs.every((program) => existsSync(join(newer.tree, program)))) return;
  say('making a Debian 13 tree with docker 26.1 and buildah 1.39 (some minutes, 900 MB)');
  if (!existsSync(join(newer.tree, 'etc/debian_version'))) {
    await must('debootstrap', [
      '--variant=minbase',
      '--include=ca-certificates',
      'trixie',
      newer.tree,
      await mirror(),
    ]);
  }
  // Packages must not start services while they are installed.
  const policy = join(newer.tree, 'usr/sbin/policy-rc.d');
  await writeFile(policy, '#!/bin/sh\nexit 101\n');
  await chmod(policy, 0o755);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await must('chroot', [newer.tree, 'apt-get', 'update', '-qq'], { env });
  await must(
    'chroot',
    [newer.tree, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...newerPackages],
    { env },
  );
}

/** pivot_root and not chroot: the daemon remounts / for what it loads, so / has to be a mount point. */
const newerStart = `
tree=$1; socket=$2
mount --make-rprivate /
mount --bind "$tree" "$tree"
for name in proc sys dev tmp; do mount --rbind "/$name" "$tree/$name"; done
mkdir -p "$tree/oldroot" "$tree/docker"
cd "$tree"
pivot_root . oldroot
umount -l /oldroot
exec dockerd --iptables=false --ip6tables=false --bridge=none --data-root=/docker \\
  --exec-root=/run/docker26 --pidfile=/run/docker26.pid --host="unix://$socket"
`;

async function startNewer() {
  await makeNewerTree();
  if (await answers(newer.socket)) return;
  await mkdir(dirname(newer.socket), { recursive: true });
  say('starting docker 26.1');
  const log = join(folder, 'docker26.log');
  await startDaemon(
    'unshare',
    ['-m', 'bash', '-ec', newerStart, 'bash', newer.tree, newer.socket],
    log,
  );
  await waitFor(newer.socket, log);
}

/** Low hard limits and hybrid cgroups make Podman's defaults fail in many a container. */
const podmanConfig = `[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
log_driver = "k8s-file"
default_ulimits = ["nofile=20000:20000", "nproc=30000:30000"]
netns = "host"
`;

async function startPodman() {
  if (await answers(podman.socket)) return;
  say('starting podman 4.3');
  await mkdir(dirname(podman.socket), { recursive: true });
  const config = join(folder, 'podman.conf');
  await writeFile(config, podmanConfig);
  const log = join(folder, 'podman.log');
  await startDaemon(
    'env',
    [
      `CONTAINERS_CONF=${config}`,
      'podman',
      `--root=${join(folder, 'podman')}`,
      `--runroot=${join(folder, 'podman-run')}`,
      'system',
      'service',
      '--time=0',
      `unix://${podman.socket}`,
    ],
    log,
  );
  await waitFor(podman.socket, log);
}

/** Why there can be no peers here; null when there can. */
function obstacle() {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version'))
    return 'this is no Debian';
  return process.getuid() === 0 ? null : 'that takes root';
}

/** Every part by itself: a peer that cannot be had must not take the others away. */
async function install() {
  const reason = obstacle();
  if (reason !== null) {
    say(`not installed: ${reason}; the tests that need them are skipped`);
    return;
  }
  await mkdir(folder, { recursive: true });
  for (const part of [installPackages, startOlder, startPodman, startNewer]) {
    try {
      await part();
    } catch (error) {
      say(error.message);
      process.exitCode = 1;
    }
  }
  const state = async (socket) => ((await answers(socket)) ? 'ready' : 'missing');
  const all = { 'docker 20.10': older, 'docker 26.1': newer, 'podman 4.3': podman };
  const states = Object.entries(all).map(
    async ([name, { socket }]) => `${name} ${await state(socket)}`,
  );
  say((await Promise.all(states)).join(', '));
}

await install();
