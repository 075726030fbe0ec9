import type {
  BuildContextInfo,
  BuildTextCheck,
  BuildTextRequest,
} from '../../shared/model/build-page';
import type { ContextReport, ContextRows, ContextSecrets } from '../../shared/model/context-report';

/** What the Build page asks of a context before it is built. */
export interface ContextOperations {
  /** Its texts. A missing Dockerfile is no failure. BUILD_CONTEXT_NOT_FOUND. */
  open(
    contextPath: string,
    dockerfilePath: string | null,
    signal: AbortSignal,
  ): Promise<Omit<BuildContextInfo, 'parameters'>>;
  /** What is wrong with a text, saved or not; never rejects for what stands in it. */
  check(request: BuildTextRequest, signal: AbortSignal): Promise<BuildTextCheck>;
  /**
   * Walks the context, then looks for secrets in its files until `signal` fires. The rows stay with the engine, since there may be very many.
   */
  report(request: BuildTextRequest, signal: AbortSignal): Promise<OpenedReport>;
}

export interface OpenedReport {
  readonly summary: Omit<ContextReport, 'reportId'>;
  /** The children of a row, or of the context itself for null. */
  rows(parent: number | null): ContextRows;
  /** When the files were looked through. */
  readonly secrets: Promise<ContextSecrets>;
}
