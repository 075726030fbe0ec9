import { existsSync } from 'node:fs';
import { run } from './measure.mjs';

/** Sockets of the dockers that the tests' peers script starts; either may be named by the environment. */
const sockets = {
  'docker 20.10': process.env.DARKROOM_DOCKER20_SOCKET ?? '/var/run/docker.sock',
  'docker 26.1': process.env.DARKROOM_DOCKER26_SOCKET ?? '/tmp/peers26/docker.sock',
};

/** The dockers that answer; a machine without any gets only the rows that need none. */
export async function findDockers() {
  const found = [];
  for (const [name, socket] of Object.entries(sockets)) {
    if (!existsSync(socket)) continue;
    const command = `docker -H unix://${socket}`;
    const { code } = await run(`${command} version -f '{{.Server.Version}}'`, { mayFail: true });
    if (code !== 0) continue;
    found.push({
      name,
      command,
      removeImage: (image) => run(`${command} rmi -f ${image}`),
    });
  }
  return found;
}
