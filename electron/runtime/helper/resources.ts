import { readFileSync, readlinkSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import type { ResourceSample } from '../step';
import { processesOf } from './processes';

/** Linux's USER_HZ, which every architecture has at 100. */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** Adds up what /proc says of a container's processes; no cgroup is needed. */
export function sampleResources(init: number): ResourceSample {
  const pids = processesOf(init);
  const sum = (count: (pid: number) => number) =>
    pids.reduce((total, pid) => total + count(pid), 0);
  // The host's own traffic is none of the container's.
  const shared = networkOf(init) === networkOf('self');
  const network = trafficOf(shared ? '' : textOf(`/proc/${init}/net/dev`));
  return {
    atMs: performance.now(),
    cpuMs: (sum(cpuTicks) * 1000) / ticksPerSecond,
    cpuCount: availableParallelism(),
    memoryBytes: sum((pid) => residentPages(textOf(`/proc/${pid}/statm`))) * pageBytes,
    memoryLimitBytes: totalmem(),
    ...network,
    readBytes: sum((pid) => numberAfter(textOf(`/proc/${pid}/io`), 'read_bytes')),
    writtenBytes: sum((pid) => numberAfter(textOf(`/proc/${pid}/io`), '\nwrite_bytes')),
    processCount: sum((pid) => numberAfter(textOf(`/proc/${pid}/status`), 'Threads')),
  };
}

function networkOf(pid: number | 'self'): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return '';
  }
}

/** utime, stime, cutime and cstime: fields 14 to 17 of proc(5) stat. */
function cpuTicks(pid: number): number {
  const text = textOf(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((total, field) => total + Number(field), 0);
}

function residentPages(statm: string): number {
  return Number(statm.split(' ')[1] ?? 0);
}

/** Bytes of all interfaces but the loopback: columns 1 and 9 of /proc/net/dev. */
export function trafficOf(text: string): {
  readonly receivedBytes: number;
  readonly sentBytes: number;
} {
  let receivedBytes = 0;
  let sentBytes = 0;
  for (const line of text.split('\n').slice(2)) {
    const [name = '', values = ''] = line.split(':');
    if (values === '' || name.trim() === 'lo') continue;
    const columns = values.trim().split(/\s+/).map(Number);
    receivedBytes += columns[0] ?? 0;
    sentBytes += columns[8] ?? 0;
  }
  return { receivedBytes, sentBytes };
}

function numberAfter(text: string, name: string): number {
  const at = text.indexOf(`${name}:`);
  return at === -1 ? 0 : Number.parseInt(text.slice(at + name.length + 1), 10);
}

/** '' for what ended meanwhile, or is not for us to see. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
