import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { accessSync, constants, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { busyboxTemplate, staticBusybox } from '../helpers/busybox';
import { isInstalled } from '../helpers/run';
import { openTun, SandboxHost, sandboxUsers } from './sandbox-host';

const users = await sandboxUsers();
const missing = await obstacle();

/** Why a bridge cannot be tried here. */
async function obstacle(): Promise<string | null> {
  if (staticBusybox() === null) return 'busybox-static is not installed';
  if (!(await isInstalled('pasta'))) return 'pasta is not installed';
  const tun = '/dev/net/tun';
  if (!existsSync(tun)) return `${tun} is missing`;
  try {
    openTun();
    accessSync(tun, constants.R_OK | constants.W_OK);
    return null;
  } catch {
    return `${tun} is not open to ordinary users`;
  }
}

/** The answer to an HTTP request at a port of this machine; '' when nobody listens. */
function answerOf(port: number, path = '/', host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host, timeout: 5000 });
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    socket.on('connect', () => socket.write(`GET ${path} HTTP/1.0\r\n\r\n`));
    socket.on('error', () => resolve(''));
    socket.on('timeout', () => socket.destroy());
    socket.on('close', () => resolve(text));
  });
}

async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    if (await check()) return;
    await delay(50);
  }
  throw new Error('it did not happen within ten seconds');
}

describe.skipIf(missing !== null).each(users.map((user) => [user.kind, user] as const))(
  `networks of containers (%s)${missing === null ? '' : `: ${missing}`}`,
  (_kind, user) => {
    let host: SandboxHost;
    const server = ['base', 'httpd', '-f', '-p', '80', '-h', '/www'];

    beforeAll(async () => {
      host = await SandboxHost.create(user);
      const tar = join(host.folder, 'busybox.tar');
      await busyboxTemplate(host.folder, tar);
      await host.ok(['import', '-c', 'EXPOSE 80', tar, 'base']);
    });

    afterEach(async () => {
      const ids = (await host.ok(['ps', '-aq'])).split('\n').filter((id) => id !== '');
      if (ids.length > 0) await host.ok(['rm', '-f', ...ids]);
      await eventually(async () => (await networkProcesses()).length === 0);
    });

    afterAll(() => host.dispose());

    async function networkProcesses() {
      return (await host.processes()).filter(({ command }) => command.includes('pasta'));
    }

    async function served(port: number): Promise<boolean> {
      return (await answerOf(port)).endsWith('served from inside\n');
    }

    it('reaches a server by -p, at the port and address given', async () => {
      await host.ok([
        'run',
        '-d',
        '--name',
        'web',
        '-p',
        '18931:80',
        '-p',
        '127.0.0.1:18932:80',
        ...server,
      ]);
      await eventually(() => served(18_931));
      expect(await served(18_932)).toBe(true);
      expect((await host.ok(['port', 'web'])).split('\n')).toEqual([
        '80/tcp -> 0.0.0.0:18931',
        '80/tcp -> 127.0.0.1:18932',
      ]);
      expect(await host.ok(['port', 'web', '80'])).toBe('0.0.0.0:18931\n127.0.0.1:18932');
      expect(await host.ok(['ps', '--format', '{{.Ports}}'])).toBe(
        '0.0.0.0:18931->80/tcp, 127.0.0.1:18932->80/tcp',
      );
    });

    it('reaches a server by -P, at a random port that stays until the end', async () => {
      await host.ok(['run', '-d', '--name', 'web', '-P', ...server]);
      const port = Number((await host.ok(['port', 'web', '80/tcp'])).split(':')[1]);
      expect(port).toBeGreaterThan(32_767);
      await eventually(() => served(port));
      await host.ok(['stop', '-t', '0', 'web']);
      await eventually(async () => !(await served(port)));
      expect(await host.ok(['port', 'web'])).toBe('');
    });

    it('refuses a port that is taken with the code 125, and frees ports at the end', async () => {
      await host.ok(['run', '-d', '--name', 'one', '-p', '18933:80', ...server]);
      const second = await host.darkroom([
        'run',
        '-d',
        '--name',
        'two',
        '-p',
        '18933:80',
        ...server,
      ]);
      expect(second.exitCode).toBe(125);
      expect(second.stderr).toContain('port is already allocated');
      await host.ok(['rm', '-f', 'one']);
      await host.ok(['start', 'two']);
      await eventually(() => served(18_933));
    });

    it('gives each container a network of its own', async () => {
      await host.ok(['run', '-d', '--name', 'one', ...server]);
      await host.ok(['run', '-d', '--name', 'two', ...server]);
      expect(await host.ok(['exec', 'one', 'cat', '/proc/net/tcp'])).not.toBe('');
      const script =
        'ip -4 addr show eth0 | grep -c 10.0.2.100; grep -c $(hostname) /etc/hosts; grep -c nameserver /etc/resolv.conf';
      for (const name of ['one', 'two']) {
        const lines = (await host.ok(['exec', name, 'sh', '-c', script])).split('\n');
        expect(lines.every((line) => Number(line) > 0)).toBe(true);
      }
      expect(await host.ok(['inspect', '-f', '{{.NetworkSettings.IPAddress}}', 'one'])).toBe(
        '10.0.2.100',
      );
    });

    it('reaches the host by host-gateway, and not what listens on its loopback', async () => {
      await host.ok(['run', '-d', '--name', 'open', '-p', '18934:80', ...server]);
      await host.ok(['run', '-d', '--name', 'local', '-p', '127.0.0.1:18935:80', ...server]);
      await eventually(async () => (await served(18_934)) && (await served(18_935)));
      const ask = (port: number) =>
        `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout 3 nc -w 2 host.docker.internal ${port} | tail -n 1`;
      const asked = (port: number) =>
        host.darkroom([
          'run',
          '--rm',
          '--add-host',
          'host.docker.internal:host-gateway',
          'base',
          'sh',
          '-c',
          ask(port),
        ]);
      expect((await asked(18_934)).stdout).toBe('served from inside\n');
      expect((await asked(18_935)).stdout).toBe('');
    });

    it('has the name servers and lines asked for', async () => {
      const args = [
        'run',
        '--rm',
        '--dns',
        '192.0.2.53',
        '--dns-search',
        'example.org',
        '--dns-option',
        'ndots:2',
      ];
      const output = await host.ok([
        ...args,
        '--add-host',
        'db:192.0.2.9',
        '-h',
        'box',
        'base',
        'sh',
        '-c',
        'cat /etc/resolv.conf; tail -n 2 /etc/hosts; hostname',
      ]);
      expect(output.split('\n')).toEqual([
        'nameserver 192.0.2.53',
        'search example.org',
        'options ndots:2',
        '192.0.2.9\tdb',
        '10.0.2.100\tbox',
        'box',
      ]);
    });

    it('outlives the helper, and goes with the container when everything else was killed', async () => {
      await host.ok(['run', '-d', '--name', 'web', '-p', '18936:80', ...server]);
      process.kill(await host.helperPid(), 'SIGKILL');
      await eventually(() => served(18_936));
      const inside = Number(await host.ok(['inspect', '-f', '{{.State.Pid}}', 'web']));
      for (const { pid, command } of await host.processes()) {
        if (command.includes('helper.js') || command.includes('conmon '))
          process.kill(pid, 'SIGKILL');
      }
      await eventually(async () => (await networkProcesses()).length === 0);
      process.kill(inside, 'SIGKILL');
      await eventually(
        async () => (await host.ok(['ps', '-a', '--format', '{{.State}}'])) === 'exited',
      );
      await host.ok(['start', 'web']);
      await eventually(() => served(18_936));
    });

    it('shows containers as exited after a start of the machine, and starts them with their data', async () => {
      await host.ok([
        'run',
        '-d',
        '--name',
        'web',
        '-p',
        '18937:80',
        'base',
        'sh',
        '-c',
        '[ -e /kept ] || date +%s%N > /kept; exec httpd -f -p 80 -h /',
      ]);
      await eventually(async () => (await answerOf(18_937, '/kept')).includes('200 OK'));
      const before = await answerOf(18_937, '/kept');
      const inside = Number(await host.ok(['inspect', '-f', '{{.State.Pid}}', 'web']));
      for (const { pid } of await host.processes()) process.kill(pid, 'SIGKILL');
      process.kill(inside, 'SIGKILL');
      const runtime = await host.runtimeFolder();
      await rename(runtime, `${runtime}.gone`);
      await rm(`${runtime}.gone`, { recursive: true, force: true });
      expect(await host.ok(['ps', '-a', '--format', '{{.Names}} {{.State}}'])).toBe('web exited');
      await host.ok(['start', 'web']);
      await eventually(async () => (await answerOf(18_937, '/kept')).includes('200 OK'));
      const bodyOf = (answer: string) => answer.split('\r\n\r\n')[1];
      expect(bodyOf(await answerOf(18_937, '/kept'))).toBe(bodyOf(before));
    });
  },
);
