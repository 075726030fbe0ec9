import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from './measure.mjs';

/** Debian's docker-registry with its files in the scratch folder; null where it is not installed. */
export async function startRegistry(scratch) {
  const { code } = await run('command -v docker-registry', { mayFail: true });
  if (code !== 0) return null;
  const port = await freePort();
  const data = join(scratch.folder, 'registry');
  const config = join(scratch.folder, 'registry.yml');
  mkdirSync(data, { recursive: true });
  writeFileSync(
    config,
    `version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n` +
      `storage: {filesystem: {rootdirectory: ${data}}}\nhttp: {addr: 127.0.0.1:${port}}\n`,
  );
  const child = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  while (!(await accepts(port))) await delay(20);
  return {
    host: `localhost:${port}`,
    data,
    /** As if nothing had ever been pushed. */
    empty: () => rmSync(join(data, 'docker'), { recursive: true, force: true }),
    stop: () => child.kill(),
  };
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function accepts(port) {
  return new Promise((resolve) => {
    const connection = connect(port, '127.0.0.1');
    connection.on('connect', () => (connection.destroy(), resolve(true)));
    connection.on('error', () => resolve(false));
  });
}
