import Database from 'better-sqlite3';

/** The headers in an rpm database, one per installed package. */
export function readPackageBlobs(path: string): ReadonlyArray<Buffer> {
  const database = new Database(path);
  try {
    const rows = database.prepare('SELECT blob FROM Packages').all() as Array<{ blob: Buffer }>;
    return rows.map(({ blob }) => blob);
  } finally {
    database.close();
  }
}
