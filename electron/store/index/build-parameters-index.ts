import type { BuildParameters } from '../../../shared/model/build-page';
import type { BuildParametersIndex } from '../store';
import type { IndexDatabase } from './index-database';

/** Contexts beyond this many are forgotten, the longest unused first. */
const keptContexts = 300;

/** One row per context. */
export class SqlBuildParametersIndex implements BuildParametersIndex {
  constructor(private readonly database: IndexDatabase) {}

  get(contextPath: string): BuildParameters | null {
    const row = this.database.get<{ parameters: string }>(
      'SELECT parameters FROM build_parameters WHERE context_path = ?',
      contextPath,
    );
    return row === undefined ? null : (JSON.parse(row.parameters) as BuildParameters);
  }

  put(contextPath: string, parameters: BuildParameters): void {
    this.database.transaction(() => {
      this.database.run(
        `INSERT OR REPLACE INTO build_parameters (context_path, parameters, used_at)
         VALUES (?, ?, ?)`,
        contextPath,
        JSON.stringify(parameters),
        Date.now(),
      );
      this.database.run(
        `DELETE FROM build_parameters WHERE context_path NOT IN
           (SELECT context_path FROM build_parameters ORDER BY used_at DESC LIMIT ?)`,
        keptContexts,
      );
    });
  }
}
