import { DarkroomError } from '../../../../../shared/errors';
import { resolvePath } from '../files/resolve-path';
import type { SourceTree } from '../files/source-tree';
import { readContent } from '../files/read-content';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Account files larger than this are not read: no real one is. */
const accountFileLimitBytes = 4 << 20;
const maximumId = 0xffff_ffff;

/**
 * Who `--chown`, or USER for the folders of WORKDIR, means: numbers stand for themselves (a user
 * without group gets the group of the same number), names are looked up in the image; a name that the
 * image does not know is root, a group it does not know leaves the user's own, as BuildKit has it.
 * INVALID_ARGUMENT for an impossible number.
 */
export async function resolveOwner(text: string, tree: SourceTree): Promise<Owner> {
  const colon = text.indexOf(':');
  const user = colon < 0 ? text : text.slice(0, colon);
  const group = colon < 0 ? '' : text.slice(colon + 1);
  let owner: Owner = { uid: 0, gid: 0 };
  const uid = numericId(user);
  if (uid !== null) owner = { uid, gid: uid };
  else if (user !== '') {
    const fields = await findAccount(tree, 'etc/passwd', user);
    owner = { uid: accountId(fields?.[2]), gid: accountId(fields?.[3]) };
  }
  if (group === '') return owner;
  const found = numericId(group);
  if (found !== null) return { uid: owner.uid, gid: found };
  const fields = await findAccount(tree, 'etc/group', group);
  return fields === null ? owner : { uid: owner.uid, gid: accountId(fields[2]) };
}

/** Whether it takes account files to know who the text means. */
export function namesAccount(text: string): boolean {
  return text.split(':').some((part) => part !== '' && numericId(part) === null);
}

function numericId(text: string): number | null {
  if (!/^\d+$/.test(text)) return null;
  const value = Number(text);
  if (value < maximumId) return value;
  throw new DarkroomError('INVALID_ARGUMENT', `The user or group id ${text} is too large`);
}

function accountId(field: string | undefined): number {
  return field !== undefined && /^\d{1,10}$/.test(field) ? Number(field) : 0;
}

async function findAccount(
  tree: SourceTree,
  path: string,
  name: string,
): Promise<ReadonlyArray<string> | null> {
  const node = tree.lookup(resolvePath(tree, path));
  if (node?.kind !== 'file' || node.sizeBytes > accountFileLimitBytes) return null;
  const text = (await readContent(node)).toString('utf8');
  for (const line of text.split('\n')) {
    const fields = line.trim().split(':');
    if (fields[0] === name) return fields;
  }
  return null;
}
