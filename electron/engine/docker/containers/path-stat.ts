import type { IncomingMessage } from 'node:http';
import type { PathStat } from '../../../../shared/model/container-files';
import type { DockerApi } from '../docker-api';

const statHeader = 'x-docker-container-path-stat';
/** Go's file modes: the highest bits tell what it is. */
const directoryBit = 0x80000000;
const symlinkBit = 0x08000000;
/** Device, pipe, socket, character device, irregular. */
const otherBits = [0x04000000, 0x02000000, 0x01000000, 0x00200000, 0x00080000];
const setIdBits: ReadonlyArray<readonly [number, number]> = [
  [0x00800000, 0o4000],
  [0x00400000, 0o2000],
  [0x00100000, 0o1000],
];

interface StatAnswer {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  readonly mtime: string;
  readonly linkTarget: string;
}

/** `HEAD /containers/{id}/archive`. NOT_FOUND. */
export async function statPath(api: DockerApi, place: string, path: string): Promise<PathStat> {
  const answer = await api.stream({
    method: 'HEAD',
    path: `${place}/archive`,
    query: { path },
    what: `Look at ${path}`,
  });
  answer.resume();
  return readPathStat(answer as IncomingMessage);
}

/** From the head of an answer about a path. */
export function readPathStat(answer: IncomingMessage): PathStat {
  const header = String(answer.headers[statHeader] ?? '');
  const stat = JSON.parse(Buffer.from(header, 'base64').toString('utf8')) as StatAnswer;
  return {
    name: stat.name,
    kind: kindOf(stat.mode),
    mode: permissions(stat.mode),
    sizeBytes: stat.size,
    modifiedAt: stat.mtime,
    linkTarget: stat.linkTarget,
  };
}

const hasBit = (mode: number, bit: number) => Math.floor(mode / bit) % 2 === 1;

function kindOf(mode: number): PathStat['kind'] {
  if (hasBit(mode, directoryBit)) return 'directory';
  if (hasBit(mode, symlinkBit)) return 'symlink';
  return otherBits.some((bit) => hasBit(mode, bit)) ? 'other' : 'file';
}

function permissions(mode: number): number {
  const special = setIdBits.reduce((sum, [go, unix]) => sum + (hasBit(mode, go) ? unix : 0), 0);
  return (mode % 0o1000) + special;
}
