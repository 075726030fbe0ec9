import type { DraftVerification } from '../model/draft';

const letters = { added: 'A', changed: 'C', deleted: 'D' } as const;

/** What a verified draft lacks, a line each; the last one sums up. */
export function verificationLines(verification: DraftVerification | null): ReadonlyArray<string> {
  if (verification === null) return [];
  const { differences, config, ignoredCount } = verification;
  const rest = ignoredCount === 0 ? '' : ` (and ${ignoredCount} caches and logs)`;
  const count = differences.length + config.length;
  return [
    ...differences.map(({ kind, path }) => `${letters[kind]} ${path}`),
    ...config.map(({ field, before, after }) => `${field}: ${before ?? '-'} → ${after ?? '-'}`),
    count === 0
      ? `The draft builds what the snapshot holds${rest}.`
      : `The draft differs from the snapshot in ${count} places${rest}.`,
  ];
}
