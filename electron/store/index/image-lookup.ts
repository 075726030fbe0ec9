import { DarkroomError } from '../../../shared/errors';
import { parseReference, type Reference } from '../../oci/reference';
import type { IndexDatabase } from './index-database';

/**
 * Finds the id of the image that a person means: a whole id, a name, a manifest digest, or the first
 * digits of an id, in Docker's order (a name wins over an id that merely starts the same). Null when
 * there is none; AMBIGUOUS_ID when the digits fit several.
 */
export function lookUpImage(database: IndexDatabase, text: string): string | null {
  const digits = /^(?:sha256:)?([0-9a-f]{1,64})$/.exec(text)?.[1];
  if (digits?.length === 64) return byId(database, `sha256:${digits}`);
  const named = byName(database, text);
  if (named !== null) return named;
  return digits === undefined ? null : byPrefix(database, digits);
}

function byId(database: IndexDatabase, digest: string): string | null {
  const row = database.get<{ image_id: string }>(
    `SELECT image_id FROM images WHERE image_id = ?
     UNION ALL SELECT image_id FROM images WHERE manifest_digest = ?
     UNION ALL SELECT image_id FROM image_digests WHERE digest = ? LIMIT 1`,
    digest,
    digest,
    digest,
  );
  return row?.image_id ?? null;
}

function byName(database: IndexDatabase, text: string): string | null {
  let reference: Reference;
  try {
    reference = parseReference(text);
  } catch {
    return null;
  }
  if (reference.digest !== null) return byId(database, reference.digest);
  const row = database.get<{ image_id: string }>(
    'SELECT image_id FROM tags WHERE name = ?',
    reference.familiar,
  );
  return row?.image_id ?? null;
}

function byPrefix(database: IndexDatabase, digits: string): string | null {
  const rows = database.all<{ image_id: string }>(
    // 'g' follows the last hex digit.
    'SELECT image_id FROM images WHERE image_id >= ? AND image_id < ? LIMIT 4',
    `sha256:${digits}`,
    `sha256:${digits}g`,
  );
  if (rows.length > 1) {
    throw new DarkroomError('AMBIGUOUS_ID', `More than one image id starts with ${digits}`, {
      data: { prefix: digits, matches: rows.map((row) => row.image_id) },
      hint: 'Write more digits of the id.',
    });
  }
  return rows[0]?.image_id ?? null;
}

export function imageNotFound(name: string): DarkroomError {
  return new DarkroomError('IMAGE_NOT_FOUND', `No such image: ${name}`, {
    data: { name },
    hint: 'List what is there with "darkroom images".',
  });
}

/** The familiar form under which a name is kept. INVALID_REFERENCE. */
export function tagName(name: string): string {
  const reference = parseReference(name);
  if (reference.digest !== null) {
    throw new DarkroomError(
      'INVALID_REFERENCE',
      `Invalid image name ${JSON.stringify(name)}: a digest cannot be a name`,
      {
        data: { reference: name },
        hint: 'Leave out the part from "@" on.',
      },
    );
  }
  return reference.familiar;
}
