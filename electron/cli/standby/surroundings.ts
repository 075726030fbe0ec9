import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { descriptors } from '../../base/native/descriptors';
import { processStat } from '../../base/process-stat';

/** Lines of /proc/PID/status (proc_pid_status(5)): who a process is, and what it may do and where. */
const identityLines = new Set([
  ...[
    'Uid',
    'Gid',
    'Groups',
    'NoNewPrivs',
    'Seccomp',
    'Seccomp_filters',
    'Cpus_allowed',
    'Mems_allowed',
  ],
  ...['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'],
]);
const namespaces = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'];
/** Of /proc/PID/stat, counted from its third field: nice, rt_priority and policy. */
const schedulingIndices = [16, 37, 38];
/** Node raises the soft limit to the hard one when it starts. */
const raisedLimit = /^(Max open files +)(?:\d+|unlimited) +/m;
/** Variables that a program reads when it starts, or that its libraries do. */
const readAtStart =
  /^(NODE_|ELECTRON_|LD_|LC_|LANG|TZ$|MALLOC_|GLIBC_|SSL_CERT_|OPENSSL_|UV_|ICU_)/;

/**
 * All that a process takes over from who starts it, but for its files, folder, umask and words, and but
 * for variables that are read when they are needed. Two processes with the same text can stand in for
 * each other. Throws when the process is gone or somebody else's.
 */
export function surroundings(pid: number, env: NodeJS.ProcessEnv): string {
  const folder = `/proc/${pid}`;
  const status = readFileSync(`${folder}/status`, 'latin1').split('\n');
  const stat = processStat(pid);
  const root = statSync(`${folder}/root`);
  const variables = Object.entries(env).filter(
    ([name]) => readAtStart.test(name) && name !== 'ELECTRON_RUN_AS_NODE',
  );
  return JSON.stringify([
    status.filter((line) => identityLines.has(line.slice(0, line.indexOf(':')))),
    schedulingIndices.map((index) => stat[index]),
    descriptors().ioPriority(pid),
    textOf(`${folder}/oom_score_adj`),
    [root.dev, root.ino],
    textOf(`${folder}/cgroup`),
    textOf(`${folder}/attr/current`),
    namespaces.map((name) => linkOf(`${folder}/ns/${name}`)),
    readFileSync(`${folder}/limits`, 'latin1').replace(raisedLimit, '$1'),
    variables.sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

/** Kernels without a kind of namespace have no such link. */
const linkOf = (path: string): string => unlessMissing(() => readlinkSync(path));

/** Kernels without cgroups or without a security module have no such file, or an empty one. */
const textOf = (path: string): string => unlessMissing(() => readFileSync(path, 'latin1'));

function unlessMissing(read: () => string): string {
  try {
    return read();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EINVAL') return '';
    throw error;
  }
}
