import { readFile, writeFile } from 'node:fs/promises';
import { layoutFile } from '../../oci/image-index';
import { layoutFilePath } from '../paths';
import type { StoreParts } from '../parts';
import type { FsckProblem } from '../store';

/** The files that make the root an OCI image layout must say what the index says. */
export async function checkLayout(
  parts: StoreParts,
  repair: boolean,
): Promise<ReadonlyArray<FsckProblem>> {
  const problems: FsckProblem[] = [];
  const file = await readFile(layoutFilePath(parts.paths), 'utf8').catch(() => '');
  if (!isLayoutFile(file)) {
    if (repair) await writeFile(layoutFilePath(parts.paths), layoutFile);
    problems.push(mismatch('oci-layout', 'oci-layout is missing or damaged', repair));
  }
  const difference = await indexDifference(parts);
  if (difference !== null) {
    if (repair) await parts.layout.republish();
    problems.push(mismatch('index.json', difference, repair));
  }
  return problems;
}

async function indexDifference(parts: StoreParts): Promise<string | null> {
  const published = await parts.layout.published().catch(() => null);
  if (published === null) return 'index.json is missing or damaged';
  const keys = new Set(
    published.map((item) => JSON.stringify([item.digest, item.annotations ?? {}])),
  );
  const expected = await parts.layout.expected();
  const missing = expected.filter(
    (item) => !keys.has(JSON.stringify([item.digest, item.annotations ?? {}])),
  );
  if (missing.length > 0)
    return `index.json lacks ${missing.length} entries, first ${missing[0]?.digest ?? ''}`;
  return published.length === expected.length
    ? null
    : `index.json has ${published.length} entries, the index ${expected.length}`;
}

function isLayoutFile(text: string): boolean {
  try {
    return (JSON.parse(text) as { imageLayoutVersion?: unknown }).imageLayoutVersion === '1.0.0';
  } catch {
    return false;
  }
}

function mismatch(subject: string, message: string, repaired: boolean): FsckProblem {
  return { code: 'LAYOUT_MISMATCH', subject, message, repaired };
}
