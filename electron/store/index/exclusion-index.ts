import type { ExclusionRule } from '../../../shared/model/snapshot';
import type { ExclusionIndex } from '../store';
import type { IndexDatabase } from './index-database';

export class SqlExclusionIndex implements ExclusionIndex {
  constructor(private readonly database: IndexDatabase) {}

  list(): ReadonlyArray<ExclusionRule> {
    return this.database.all<ExclusionRule>(
      'SELECT scope, subject, pattern FROM exclusion_rules ORDER BY rule_id',
    );
  }

  add({ scope, subject, pattern }: ExclusionRule): void {
    this.database.transaction(() => {
      this.database.run(
        'INSERT INTO exclusion_rules (scope, subject, pattern) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        scope,
        subject,
        pattern,
      );
      this.database.bump('settings');
    });
  }

  remove({ scope, subject, pattern }: ExclusionRule): boolean {
    return this.database.transaction(() => {
      const { changes } = this.database.run(
        'DELETE FROM exclusion_rules WHERE scope = ? AND subject = ? AND pattern = ?',
        scope,
        subject,
        pattern,
      );
      this.database.bump('settings');
      return changes > 0;
    });
  }
}
