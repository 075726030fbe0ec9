import { resolve } from 'node:path';
import type {
  BuildContextInfo,
  BuildTextCheck,
  BuildTextRequest,
} from '../../../../../shared/model/build-page';
import type { ContextSecrets } from '../../../../../shared/model/context-report';
import { decodePath } from '../../../../base/path-bytes';
import { contextRows } from '../../../../inspect/context/context-rows';
import { hostPlatform, parsePlatform } from '../../../../oci/platform';
import type { ContextOperations, OpenedReport } from '../../../context-operations';
import type {
  ReportContextInput,
  ReportContextOutput,
} from '../../../../worker/tasks/report-context';
import { notAllowed } from '../../secrets/gate';
import { checkText } from '../check/check-text';
import { EmbeddedBuilder } from '../embedded-builder';
import type { BuildParts } from '../step-context';
import { inspectContext } from './inspect-context';
import { openContext } from './open-context';

/** A file of credentials is small; what is larger is data, whose beginning has to do. */
const limits = { fileBytes: 4 << 20, allBytes: 2 * 2 ** 30 };
/** Secrets that are named; the rest is counted. */
const listed = 500;
/** Contexts whose clean files are remembered. */
const keptContexts = 4;

/** What the Build page asks before it builds. */
export class EmbeddedContexts implements ContextOperations {
  /** Stamps of files without a secret, by context. */
  private readonly clean = new Map<string, BigUint64Array>();

  constructor(private readonly parts: BuildParts) {}

  open(
    contextPath: string,
    dockerfilePath: string | null,
  ): Promise<Omit<BuildContextInfo, 'parameters'>> {
    return inspectContext(contextPath, dockerfilePath);
  }

  check(request: BuildTextRequest, signal: AbortSignal): Promise<BuildTextCheck> {
    const builder = new EmbeddedBuilder(this.parts);
    return checkText(request, (options) => builder.check(options, signal));
  }

  async report(request: BuildTextRequest, signal: AbortSignal): Promise<OpenedReport> {
    const { contextPath, dockerfilePath, text, buildArgs, platform } = request;
    const inputs = await openContext({
      contextPath: resolve(contextPath),
      ...(dockerfilePath === null ? {} : { dockerfilePath }),
      dockerfileText: text,
    });
    const own = hostPlatform();
    const root = decodePath(Buffer.from(inputs.contextPath));
    const input: ReportContextInput = {
      root,
      ignoreText: inputs.ignoreText,
      ignoreName: inputs.ignoreName,
      dockerfileText: text,
      buildArgs,
      buildPlatform: own,
      targetPlatform: platform === '' ? own : parsePlatform(platform),
      limits,
      clean: this.clean.get(root) ?? new BigUint64Array(),
    };
    return new Promise((resolve, reject) => {
      const secrets = this.parts.workers
        .run('report-context', input, {
          signal,
          onProgress: ({ summary, columns }) =>
            resolve({ summary, rows: (parent) => contextRows(columns, parent), secrets }),
        })
        .then((output) => this.secretsOf(root, output));
      // Once the report is handed out, whoever asks for the secrets is told.
      secrets.catch(reject);
    });
  }

  private secretsOf(root: string, output: ReportContextOutput): ContextSecrets {
    this.clean.delete(root);
    this.clean.set(root, output.clean);
    for (const old of [...this.clean.keys()].slice(0, -keptContexts)) this.clean.delete(old);
    const left = notAllowed(output.secrets, this.parts.store.secrets.allowances());
    const sorted = left.toSorted(
      (a, b) => Number(b.usedByLine !== null) - Number(a.usedByLine !== null),
    );
    return {
      secrets: sorted.slice(0, listed),
      count: left.length,
      unreadFiles: output.unreadFiles,
    };
  }
}
