import { DarkroomError } from '../../../shared/errors';

export interface ResolvedUser {
  readonly uid: number;
  readonly gid: number;
  readonly additionalGids: ReadonlyArray<number>;
  readonly home: string;
}

interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: ReadonlyArray<string>;
}

const maxId = 2 ** 31 - 1;

/**
 * Resolves `user[:group]` as Docker does: names before numbers; a number need not exist, a name must.
 * The user's other groups are added only when no group is given, those of `groupAdd` always. `passwd` and `group` are the
 * container's own files, '' when missing. USER_NOT_FOUND.
 */
export function resolveUser(
  text: string,
  passwd: string,
  group: string,
  groupAdd: ReadonlyArray<string> = [],
): ResolvedUser {
  const colon = text.indexOf(':');
  const userText = colon === -1 ? text : text.slice(0, colon);
  const groupText = colon === -1 ? '' : text.slice(colon + 1);
  const users = parsePasswd(passwd);
  const groups = parseGroup(group);

  const wanted = userText === '' ? '0' : userText;
  const entry =
    users.find(({ name }) => name === wanted) ?? users.find(({ uid }) => String(uid) === wanted);
  const uid = entry?.uid ?? numericId(wanted);
  if (uid === null) {
    throw new DarkroomError(
      'USER_NOT_FOUND',
      `Find user ${userText}: no matching entries in the image's /etc/passwd`,
      { data: { user: userText } },
    );
  }
  const gid = groupText === '' ? (entry?.gid ?? 0) : groupId(groupText, groups);
  const others =
    groupText === '' && entry !== undefined
      ? groups.filter(({ members }) => members.includes(entry.name)).map((item) => item.gid)
      : [];
  return {
    uid,
    gid,
    additionalGids: [
      ...new Set([gid, ...others, ...groupAdd.map((name) => groupId(name, groups))]),
    ],
    home: entry === undefined || entry.home === '' ? '/' : entry.home,
  };
}

function groupId(text: string, groups: ReadonlyArray<GroupEntry>): number {
  const found = groups.find(({ name }) => name === text)?.gid ?? numericId(text);
  if (found === null) {
    throw new DarkroomError(
      'USER_NOT_FOUND',
      `Find group ${text}: no matching entries in the image's /etc/group`,
      { data: { group: text } },
    );
  }
  return found;
}

function numericId(text: string): number | null {
  if (!/^\d+$/.test(text)) return null;
  const value = Number(text);
  return value <= maxId ? value : null;
}

function parsePasswd(text: string): PasswdEntry[] {
  return lines(text).flatMap((fields) => {
    const [name = '', , uid = '', gid = '', , home = ''] = fields;
    const parsed = numericId(uid);
    return name === '' || parsed === null
      ? []
      : [{ name, uid: parsed, gid: numericId(gid) ?? 0, home }];
  });
}

function parseGroup(text: string): GroupEntry[] {
  return lines(text).flatMap((fields) => {
    const [name = '', , gid = '', members = ''] = fields;
    const parsed = numericId(gid);
    return name === '' || parsed === null
      ? []
      : [{ name, gid: parsed, members: members.split(',').filter((member) => member !== '') }];
  });
}

function lines(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'));
}
