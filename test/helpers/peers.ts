import { connect } from 'node:net';

import { isInstalled, run, runOk, type RunOptions, type RunResult } from './run';

/** A docker daemon of one version, reached with the docker command that is installed. */
export interface DockerPeer {
  readonly name: string;
  readonly version: string;
  docker(...args: ReadonlyArray<string>): Promise<string>;
  /** As `docker`, for what may fail. */
  run(args: ReadonlyArray<string>, options?: RunOptions): Promise<RunResult>;
}

const hosts = {
  'docker 20.10': 'unix:///var/run/docker.sock',
  'docker 26.1': process.env['DARKROOM_DOCKER26_HOST'] ?? 'unix:///tmp/peers26/docker.sock',
} as const;

export const dockerNames = Object.keys(hosts) as ReadonlyArray<keyof typeof hosts>;

/** Where a daemon listens, for DOCKER_HOST. */
export function dockerHost(name: keyof typeof hosts): string {
  return hosts[name];
}

/** The daemon, or null where it is missing: the test that needs it is skipped, and counted. */
export async function dockerPeer(name: keyof typeof hosts): Promise<DockerPeer | null> {
  const host = hosts[name];
  if (!(await isInstalled('docker')) || !(await accepts(host.replace('unix://', '')))) return null;
  const env = { DOCKER_HOST: host };
  const version = await run('docker', ['version', '-f', '{{.Server.Version}}'], { env });
  if (version.exitCode !== 0) return null;
  return {
    name,
    version: version.stdout.trim(),
    docker: (...args) => runOk('docker', args, { env }),
    run: (args, options = {}) =>
      run('docker', args, { ...options, env: { ...options.env, ...env } }),
  };
}

function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.on('connect', () => (connection.destroy(), resolve(true)));
    connection.on('error', () => resolve(false));
  });
}
