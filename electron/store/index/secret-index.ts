import type { SecretAllowance, SecretFinding } from '../../../shared/model/secret';
import type { SecretIndex } from '../store';
import type { IndexDatabase } from './index-database';

interface AllowanceRow {
  readonly pattern: string;
  readonly rule: string;
  readonly note: string;
  readonly created_at: string;
}

export class SqlSecretIndex implements SecretIndex {
  constructor(private readonly database: IndexDatabase) {}

  allowances(): ReadonlyArray<SecretAllowance> {
    return this.database
      .all<AllowanceRow>('SELECT * FROM secret_allowances ORDER BY created_at, pattern, rule')
      .map(({ pattern, rule, note, created_at: createdAt }) => ({
        pattern,
        rule,
        note,
        createdAt,
      }));
  }

  allow({ pattern, rule, note }: Omit<SecretAllowance, 'createdAt'>): void {
    this.database.transaction(() => {
      this.database.run(
        `INSERT INTO secret_allowances (pattern, rule, note, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (pattern, rule) DO UPDATE SET note = excluded.note`,
        pattern,
        rule,
        note,
        new Date().toISOString(),
      );
      this.database.bump('settings');
    });
  }

  revoke(pattern: string, rule: string): boolean {
    return this.database.transaction(() => {
      const { changes } = this.database.run(
        'DELETE FROM secret_allowances WHERE pattern = ? AND rule = ?',
        pattern,
        rule,
      );
      this.database.bump('settings');
      return changes > 0;
    });
  }

  putFindings(diffId: string, findings: ReadonlyArray<SecretFinding>): void {
    if (findings.length === 0) {
      // Most layers have none, and a statement that changes nothing takes the lock all the same.
      if (this.findings(diffId).length > 0)
        this.database.run('DELETE FROM layer_secrets WHERE diff_id = ?', diffId);
    } else {
      this.database.run(
        'INSERT INTO layer_secrets (diff_id, findings) VALUES (?, ?) ON CONFLICT (diff_id) DO UPDATE SET findings = excluded.findings',
        diffId,
        JSON.stringify(findings),
      );
    }
  }

  findings(diffId: string): ReadonlyArray<SecretFinding> {
    const row = this.database.get<{ findings: string }>(
      'SELECT findings FROM layer_secrets WHERE diff_id = ?',
      diffId,
    );
    return row === undefined ? [] : (JSON.parse(row.findings) as SecretFinding[]);
  }
}
