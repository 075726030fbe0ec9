/** A place where a secret was found. The value itself never leaves the scan. */
export interface SecretFinding {
  /** Path inside the image or the container, with a leading slash. */
  readonly path: string;
  /** Stable name of the rule, e.g. `aws`, `private-key`, `npmrc`; listed in docs/reference/secrets.md. */
  readonly rule: string;
  /** Counts from 1; null where the file has no lines. */
  readonly line: number | null;
  /** What is shown of the value: a few first characters and bullets; '' when the file itself is the finding. */
  readonly masked: string;
}

/** An exception that is kept: findings it covers are let through from now on. */
export interface SecretAllowance {
  /** A path or pattern, in the syntax of exclusion rules. */
  readonly pattern: string;
  /** A rule's name, or `*` for every rule. */
  readonly rule: string;
  /** Why, in the words of whoever allowed it; '' for none. */
  readonly note: string;
  readonly createdAt: string;
}
