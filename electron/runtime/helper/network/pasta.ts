import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DarkroomError } from '../../../../shared/errors';
import { startTicks } from '../../../base/process-stat';
import { bridgeNetwork, checkBridge, type PortBinding } from '../../network';
import { findTool } from '../../tools';

export interface PastaOptions {
  /** First process of the container, whose network namespace is connected. */
  readonly pid: number;
  /** A folder for its pid file and log. */
  readonly folder: string;
  readonly ports: ReadonlyArray<PortBinding>;
  /** A pipe's reading end; its writing end is in conmon alone and ends with it. */
  readonly lifeline: number;
}

export interface StartedPasta {
  readonly pid: number;
  readonly startTicks: number;
}

/**
 * Waits for the end of the lifeline, then ends pasta. A process of its own does it, so that pasta goes
 * with the container whoever else was killed before; a helper that is gone reads no `ready`. Arguments: pid file, then pasta's command line.
 */
const keeper = `
file=$1; shift
"$@" 3<&3 || exit 1
trap '' PIPE
echo ready
exec >/dev/null 2>&1 3<&-
read -r _
kill "$(cat "$file")"
`;

/**
 * Connects a container's network namespace with the host through pasta: what goes out leaves by the
 * host's own sockets, and published ports are listened on at the host. NETWORK_UNAVAILABLE,
 * PORT_IN_USE, PERMISSION_DENIED.
 */
export async function startPasta(options: PastaOptions): Promise<StartedPasta> {
  checkBridge();
  const pidFile = join(options.folder, 'pasta.pid');
  const log = join(options.folder, 'pasta.log');
  await Promise.all([rm(pidFile, { force: true }), rm(log, { force: true })]);
  const command = [findTool('pasta') ?? 'pasta', ...pastaArguments(options, pidFile, log)];
  // pasta gives up the right to open another process's namespace before it opens this one.
  const namespace = openSync(`/proc/${options.pid}/ns/net`, 'r');
  const child = (() => {
    try {
      return spawn('/bin/sh', ['-c', keeper, 'darkroom-pasta', pidFile, ...command], {
        stdio: [options.lifeline, 'pipe', 'pipe', namespace],
        detached: true,
        cwd: '/',
      });
    } finally {
      closeSync(namespace);
    }
  })();
  const words: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => words.push(text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => words.push(text));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.stdout?.once('close', () => resolve());
  });
  child.stderr?.destroy();
  child.unref();
  if (!words.join('').includes('ready')) {
    const told = await readFile(log, 'utf8').catch(() => '');
    throw pastaFailed(told === '' ? words.join('') : told, options.ports);
  }
  const pid = Number(await readFile(pidFile, 'utf8'));
  return { pid, startTicks: startTicks(pid) ?? 0 };
}

function pastaArguments(options: PastaOptions, pidFile: string, log: string): string[] {
  const { address, prefixLength, gateway, dns } = bridgeNetwork;
  const forwards = (protocol: 'tcp' | 'udp', option: string) => {
    const specs = options.ports.filter((port) => port.protocol === protocol).map(forwardSpec);
    return specs.length === 0 ? [option, 'none'] : specs.flatMap((spec) => [option, spec]);
  };
  return [
    '--quiet',
    // As root it would change to nobody, who may not enter the container's namespace.
    ...(process.getuid?.() === 0 ? ['--runas', '0'] : []),
    '--config-net',
    '--ipv4-only',
    ...['--ns-ifname', 'eth0', '--address', address, '--netmask', String(prefixLength)],
    ...['--gateway', gateway, '--dns-forward', dns],
    // The host's loopback is no business of the container's.
    '--no-map-gw',
    ...forwards('tcp', '--tcp-ports'),
    ...forwards('udp', '--udp-ports'),
    ...['--tcp-ns', 'none', '--udp-ns', 'none'],
    ...['--pid', pidFile, '--log-file', log],
    ...['--netns', '/proc/self/fd/3'],
  ];
}

function forwardSpec({ hostAddress, hostPort, containerPort }: PortBinding): string {
  const at = hostAddress === '' ? '' : `${hostAddress}/`;
  return `${at}${hostPort}:${containerPort}`;
}

function pastaFailed(text: string, ports: ReadonlyArray<PortBinding>): DarkroomError {
  const reason = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/syslog|unknown version/.test(line))
    .map((line) => line.replace(/^[\d.]+: (ERROR|WARNING):\s*/, '').trim())
    .join('; ');
  const port = ports.find(({ hostPort }) => new RegExp(`\\b${hostPort}\\b`).test(reason));
  if (port !== undefined && /in use|bind|listen/i.test(reason)) return portFailed(port, reason);
  return new DarkroomError(
    'NETWORK_UNAVAILABLE',
    `Give the container a network: ${reason === '' ? 'pasta ended' : reason}`,
    { hint: 'Use --network host, or --network none.' },
  );
}

/** Why a port of the host cannot be listened on. */
export function portFailed(port: PortBinding, reason: string): DarkroomError {
  const at = `${port.hostAddress === '' ? '0.0.0.0' : port.hostAddress}:${port.hostPort}`;
  const data = { port: port.hostPort, protocol: port.protocol, hostAddress: port.hostAddress };
  if (/EACCES|permission/i.test(reason)) {
    return new DarkroomError('PERMISSION_DENIED', `Bind for ${at} failed: permission denied`, {
      data,
      hint: `Ordinary users get ports from 1024 on; for others: sudo sysctl -w net.ipv4.ip_unprivileged_port_start=${port.hostPort}`,
    });
  }
  if (/EADDRNOTAVAIL/.test(reason)) {
    return new DarkroomError(
      'INVALID_ARGUMENT',
      `Bind for ${at} failed: this machine has no address ${port.hostAddress}`,
      { data },
    );
  }
  return new DarkroomError('PORT_IN_USE', `Bind for ${at} failed: port is already allocated`, {
    data,
    hint: `Choose another port, or end what listens there: ss -lptn 'sport = :${port.hostPort}'`,
  });
}
