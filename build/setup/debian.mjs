import { SetupError, say, step } from './report.mjs';
import { capture, has, run } from './run.mjs';

/** Debian packages by purpose. Where a release renamed one, the newer name is second. */
const windowPackages = [
  ['xvfb'],
  ['xauth'],
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'],
  ['libcups2', 'libcups2t64'],
  ['libdrm2'],
  ['libxcomposite1'],
  ['libxdamage1'],
  ['libxrandr2'],
  ['libxkbcommon0'],
];
const sandboxPackages = [['uidmap'], ['crun'], ['conmon']];
const archivePackages = [['xz-utils'], ['zstd'], ['bzip2']];
/** Installed along with the others, but never a reason to install by itself. */
const optionalPackages = [['passt'], ['catatonit'], ['libdeflate0']];

const neededPackages = [...windowPackages, ...sandboxPackages, ...archivePackages];
const neededPrograms = ['newuidmap', 'crun', 'conmon', 'xz', 'zstd', 'bzip2'];

function installedPackages(names) {
  // Exits with 1 when one of the names is unknown, with the others listed all the same.
  const { stdout } = capture('dpkg-query', [
    '-W',
    '-f',
    '${Package} ${db:Status-Status}\n',
    ...names,
  ]);
  const lines = stdout.split('\n').map((line) => line.split(' '));
  return new Set(lines.filter(([, status]) => status === 'installed').map(([name]) => name));
}

function findMissing(groups) {
  const installed = installedPackages(groups.flat());
  return groups.filter((names) => !names.some((name) => installed.has(name)));
}

const isDebian = () => process.platform === 'linux' && has('dpkg-query') && has('apt-get');

/** The name that this release has. */
function available(names) {
  if (names.length === 1) return names[0];
  const found = [...names]
    .reverse()
    .find((name) => /Candidate: [^(]/.test(capture('apt-cache', ['policy', name]).stdout));
  return found ?? names[0];
}

function isMet() {
  if (isDebian()) return findMissing(neededPackages).length === 0;
  const missing = process.platform === 'linux' ? neededPrograms.filter((name) => !has(name)) : [];
  if (missing.length > 0)
    say(`set-up: not found, some things will not work: ${missing.join(', ')}`);
  return true;
}

/** What to put before apt-get, or undefined when nobody here may run it. */
function privilege() {
  if (process.getuid() === 0) return [];
  return has('sudo') && capture('sudo', ['-n', 'true']).ok ? ['sudo', '-n'] : undefined;
}

async function apt(prefix, args) {
  const command = [
    ...prefix,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    // Nobody's services are restarted for this.
    'NEEDRESTART_SUSPEND=1',
    'apt-get',
    '-q',
    '-o',
    'DPkg::Lock::Timeout=600',
    ...args,
  ];
  await run(command[0], command.slice(1));
}

/**
 * Installs those of the packages that are missing; each is a list of the names it has had.
 * @throws SetupError with the command to run where nobody here may do it.
 */
export async function requirePackages(groups) {
  const missing = findMissing(groups).map(available);
  if (missing.length === 0) return;
  const prefix = privilege();
  if (prefix === undefined) {
    throw new SetupError(
      `Darkroom needs ${missing.length} Debian packages that are not installed: ${missing.join(' ')}\n` +
        'Only the administrator can install them. Run this, then the same command again:\n\n' +
        `  ${has('sudo') ? 'sudo apt-get' : 'su - -c "apt-get'} install --no-install-recommends -y ` +
        `${missing.join(' ')}${has('sudo') ? '' : '"'}\n`,
    );
  }
  step(`installing ${missing.length} Debian packages: ${missing.join(' ')}`);
  const install = ['install', '--no-install-recommends', '-y'];
  try {
    await apt(prefix, [...install, ...missing]);
  } catch {
    step('that failed; refreshing the list of packages and trying again');
    await apt(prefix, ['update']);
    await apt(prefix, [...install, ...missing]);
  }
}

async function meet() {
  await requirePackages(neededPackages);
  await requirePackages(optionalPackages).catch((error) => step(`${error.message}; going on`));
}

export const debian = { name: 'Debian packages', isMet, meet };
