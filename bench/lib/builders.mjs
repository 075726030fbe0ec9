import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './measure.mjs';

const peers = process.env.DARKROOM_PEERS ?? '/var/tmp/darkroom-peers';
const newerTree = join(peers, 'trixie');
/** Low hard limits, as containers have them, make buildah's defaults fail. */
const limits = '--ulimit nofile=20000:20000 --ulimit nproc=30000:30000';

/**
 * Ways to build, ours first: Docker 20.10 with its classic builder, Docker 26.1 with BuildKit, and
 * buildah, in the version that the tests' peers script puts beside Docker 26.1. `build` gives the
 * command; paths of contexts lie below /tmp, because the last one sees no other folder of this machine.
 */
export async function findBuilders({ darkroom, dockers }) {
  const builders = [
    {
      name: 'darkroom',
      build: (context, tag, flags = '') =>
        `${darkroom} build -q --network host ${flags} -t ${tag} ${context}`,
      load: (tar, tag) => run(`${darkroom} import ${tar} ${tag}`),
      forget: (tags) =>
        run(`${darkroom} rmi -f ${tags.join(' ')}; ${darkroom} builder prune -af`, {
          mayFail: true,
        }),
    },
  ];
  for (const docker of dockers) {
    const buildx = join(newerTree, 'usr/libexec/docker/cli-plugins/docker-buildx');
    const socket = docker.command.split(' -H ')[1];
    const isBuildKit = docker.name === 'docker 26.1';
    if (isBuildKit && !existsSync(buildx)) continue;
    const command = isBuildKit
      ? `env DOCKER_HOST=${socket} ${buildx} build`
      : `env DOCKER_BUILDKIT=0 ${docker.command} build`;
    builders.push({
      name: docker.name,
      build: (context, tag, flags = '') =>
        `${command} -q --network host ${flags} -t ${tag} ${context}`,
      load: (tar, tag) => run(`${docker.command} import - ${tag} < ${tar}`),
      forget: (tags) =>
        run(
          `${docker.command} rmi -f ${tags.join(' ')}; ${docker.command} image prune -f` +
            (isBuildKit ? `; ${docker.command} builder prune -af` : ''),
          { mayFail: true },
        ),
    });
  }
  const buildah = await findBuildah();
  if (buildah !== null) builders.push(buildah);
  return builders;
}

async function findBuildah() {
  if (process.getuid() !== 0) return null;
  const pidFile = join(newerTree, 'run/docker26.pid');
  if (!existsSync(pidFile) || !existsSync(join(newerTree, 'usr/bin/buildah'))) return null;
  const buildah = `nsenter -t ${readFileSync(pidFile, 'utf8').trim()} -m buildah`;
  if ((await run(`${buildah} --version`, { mayFail: true })).code !== 0) return null;
  return {
    name: 'buildah 1.39',
    build: (context, tag, flags = '') =>
      `${buildah} --runtime runc build -q --layers --pull=never ${limits} --network host ${flags} -t ${tag} ${context}`,
    load: (tar, tag) =>
      run(
        `c=$(${buildah} from scratch) && ${buildah} add $c ${tar} / && ` +
          `${buildah} config --env PATH=/usr/sbin:/usr/bin:/sbin:/bin $c && ${buildah} commit $c ${tag} && ${buildah} rm $c`,
      ),
    forget: (tags) =>
      run(`${buildah} rmi -f ${tags.join(' ')}; ${buildah} rmi --prune -f`, { mayFail: true }),
  };
}
