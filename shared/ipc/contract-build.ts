import type {
  BuildContextInfo,
  BuildParameters,
  BuildSave,
  BuildTextCheck,
  BuildTextRequest,
} from '../model/build-page';
import type { ContextReport, ContextRows, ContextSecrets } from '../model/context-report';
import type { Call } from './contract';

/** What the Build page asks; a part of the contract. */
export interface BuildRequests {
  /** Texts and remembered parameters of a context; `dockerfilePath` null looks for the usual names. */
  'build.inspectContext': Call<
    { readonly contextPath: string; readonly dockerfilePath: string | null },
    BuildContextInfo
  >;
  'build.check': Call<BuildTextRequest, BuildTextCheck>;
  /**
   * Writes the editor's text into the context's Dockerfile, which has to have been opened before.
   * `digest` is that of what was read; null writes over whatever is there.
   */
  'build.save': Call<
    {
      readonly contextPath: string;
      readonly dockerfilePath: string | null;
      readonly text: string;
      readonly digest: string | null;
      readonly overwrite: boolean;
    },
    BuildSave
  >;
  /** Walks the context. A newer one of the same window ends an older one. */
  'build.report': Call<BuildTextRequest, ContextReport>;
  /** The children of a row of a report, or of the context for null. */
  'build.reportRows': Call<
    { readonly reportId: string; readonly parent: number | null },
    ContextRows
  >;
  /** What stands in the files of a report's context, as soon as they were looked through. CANCELLED. */
  'build.reportSecrets': Call<{ readonly reportId: string }, ContextSecrets>;
  /** Ends a walk of this window and the search for secrets: nobody looks any more. */
  'build.endReport': Call<null, null>;
  'build.remember': Call<
    { readonly contextPath: string; readonly parameters: BuildParameters },
    null
  >;
}
