import type { ImageFiles } from './image-files';
import { nothing, quote, runAll, type DraftInput, type DraftPart } from './draft-part';

interface User {
  readonly name: string;
  readonly uid: string;
  readonly gid: string;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
}

interface Group {
  readonly name: string;
  readonly gid: string;
  readonly members: ReadonlyArray<string>;
}

const databases = /^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-?$/;

/**
 * Users and groups that were made, changed or removed: passwd(5), group(5). Those that a package's own
 * script makes are left to it. Passwords are never drafted.
 */
export async function draftAccounts(
  { before, after }: DraftInput,
  packageScripts: string,
): Promise<DraftPart> {
  const oldUsers = users((await before.text('etc/passwd')) ?? '');
  const nowUsers = users((await after.text('etc/passwd')) ?? '');
  const oldGroups = groups((await before.text('etc/group')) ?? '');
  const nowGroups = groups((await after.text('etc/group')) ?? '');
  const isPackages = (name: string): boolean =>
    new RegExp(`(^|[\\s"'=])${escape(name)}($|[\\s"':;])`, 'm').test(packageScripts);
  const newUsers = [...nowUsers.values()].filter(
    ({ name }) => !oldUsers.has(name) && !isPackages(name),
  );
  const newGroups = [...nowGroups.values()].filter(
    ({ name }) => !oldGroups.has(name) && !isPackages(name),
  );
  const hasUseradd = after.node('usr/sbin/useradd') !== null;
  const commands: string[] = [
    ...newGroups.map((group) => addGroup(group, hasUseradd)),
    ...newUsers.map((user) => addUser(user, nowGroups, before, after, hasUseradd)),
    ...[...nowUsers.values()].flatMap((user) => changeUser(oldUsers.get(user.name), user)),
    ...[...nowGroups.values()].flatMap((group) =>
      joinGroup(oldGroups.get(group.name), group, hasUseradd),
    ),
    ...[...oldUsers.keys()]
      .filter((name) => !nowUsers.has(name))
      .map((name) => (hasUseradd ? `userdel ${quote(name)}` : `deluser ${quote(name)}`)),
    ...[...oldGroups.keys()]
      // The group of a removed user goes with it.
      .filter((name) => !nowGroups.has(name) && !oldUsers.has(name))
      .map((name) => (hasUseradd ? `groupdel ${quote(name)}` : `delgroup ${quote(name)}`)),
  ];
  const passwords = passwordsIn((await after.text('etc/shadow')) ?? '');
  const oldPasswords = passwordsIn((await before.text('etc/shadow')) ?? '');
  const notes = [...passwords]
    .filter(([name, value]) => oldPasswords.get(name) !== value)
    .map(([name]) => `The password of ${name} is not in the draft: set it where the image runs.`);
  const homes = newUsers.map(({ home }) => home).filter((home) => home !== '/');
  return {
    ...nothing,
    instructions: commands.length === 0 ? [] : [runAll(commands)],
    notes,
    covers: (path) =>
      databases.test(path) || homes.includes(path) || isFromSkeleton(after, path, homes),
  };
}

export function users(text: string): ReadonlyMap<string, User> {
  return new Map(
    lines(text).map(([name = '', , uid = '', gid = '', comment = '', home = '', shell = '']) => [
      name,
      { name, uid, gid, comment, home, shell },
    ]),
  );
}

export function groups(text: string): ReadonlyMap<string, Group> {
  return new Map(
    lines(text).map(([name = '', , gid = '', members = '']) => [
      name,
      { name, gid, members: members.split(',').filter((one) => one !== '') },
    ]),
  );
}

function lines(text: string): ReadonlyArray<ReadonlyArray<string>> {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'));
}

/** Users who can log in with a password, and its hash. */
function passwordsIn(shadow: string): ReadonlyMap<string, string> {
  return new Map(
    lines(shadow).flatMap(([name = '', hash = '']) =>
      /^[$_a-zA-Z0-9./]/.test(hash) ? [[name, hash]] : [],
    ),
  );
}

function addGroup({ name, gid }: Group, hasUseradd: boolean): string {
  return hasUseradd ? `groupadd --gid ${gid} ${quote(name)}` : `addgroup -g ${gid} ${quote(name)}`;
}

function addUser(
  user: User,
  all: ReadonlyMap<string, Group>,
  before: ImageFiles,
  after: ImageFiles,
  hasUseradd: boolean,
): string {
  const home = after.node(user.home.replace(/^\//, ''));
  const makesHome = home !== null && before.node(user.home.replace(/^\//, '')) === null;
  const primary = [...all.values()].find(({ gid }) => gid === user.gid)?.name ?? user.gid;
  const words = hasUseradd
    ? [
        'useradd',
        ...(isSystemId(user.uid) ? ['--system'] : []),
        `--uid ${user.uid}`,
        `--gid ${quote(primary)}`,
        `--home-dir ${quote(user.home)}`,
        ...(user.comment === '' ? [] : [`--comment ${quote(user.comment)}`]),
        `--shell ${quote(user.shell)}`,
        makesHome ? '--create-home' : '--no-create-home',
        quote(user.name),
      ]
    : [
        'adduser -D',
        `-u ${user.uid}`,
        `-G ${quote(primary)}`,
        `-h ${quote(user.home)}`,
        ...(user.comment === '' ? [] : [`-g ${quote(user.comment)}`]),
        `-s ${quote(user.shell)}`,
        ...(makesHome ? [] : ['-H']),
        quote(user.name),
      ];
  const mode =
    home === null || !makesHome ? '' : ` && chmod ${home.mode.toString(8)} ${quote(user.home)}`;
  return `${words.join(' ')}${mode}`;
}

/** Below login.defs' UID_MIN: no password ages, no home by itself. */
function isSystemId(id: string): boolean {
  return Number(id) < 1000;
}

function changeUser(old: User | undefined, user: User): ReadonlyArray<string> {
  if (old === undefined) return [];
  const words = [
    ...(old.uid === user.uid ? [] : [`--uid ${user.uid}`]),
    ...(old.gid === user.gid ? [] : [`--gid ${user.gid}`]),
    ...(old.home === user.home ? [] : [`--home ${quote(user.home)}`]),
    ...(old.shell === user.shell ? [] : [`--shell ${quote(user.shell)}`]),
    ...(old.comment === user.comment ? [] : [`--comment ${quote(user.comment)}`]),
  ];
  return words.length === 0 ? [] : [`usermod ${words.join(' ')} ${quote(user.name)}`];
}

function joinGroup(
  old: Group | undefined,
  group: Group,
  hasUseradd: boolean,
): ReadonlyArray<string> {
  return group.members
    .filter((member) => !(old?.members.includes(member) ?? false))
    .map((member) =>
      hasUseradd
        ? `usermod --append --groups ${quote(group.name)} ${quote(member)}`
        : `addgroup ${quote(member)} ${quote(group.name)}`,
    );
}

/** What a new home gets from /etc/skel and still has. */
function isFromSkeleton(files: ImageFiles, path: string, homes: ReadonlyArray<string>): boolean {
  const home = homes.find((one) => path.startsWith(`${one}/`));
  if (home === undefined) return false;
  const skeleton = files.entry(`etc/skel/${path.slice(home.length + 1)}`);
  const own = files.entry(path.slice(1));
  if (skeleton === null || own === null || skeleton.kind !== own.kind) return false;
  return skeleton.digest === own.digest && skeleton.mode === own.mode;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
