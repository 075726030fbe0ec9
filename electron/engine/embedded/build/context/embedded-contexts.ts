import { resolve } from 'node:path';
import type {
  BuildContextInfo,
  BuildTextCheck,
  BuildTextRequest,
} from '../../../../../shared/model/build-page';
import { decodePath } from '../../../../base/path-bytes';
import { contextRows } from '../../../../inspect/context/context-rows';
import { hostPlatform, parsePlatform } from '../../../../oci/platform';
import type { ContextOperations, OpenedReport } from '../../../context-operations';
import { checkText } from '../check/check-text';
import { EmbeddedBuilder } from '../embedded-builder';
import type { BuildParts } from '../step-context';
import { inspectContext } from './inspect-context';
import { openContext } from './open-context';

/** What the Build page asks before it builds. */
export class EmbeddedContexts implements ContextOperations {
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
    const { summary, columns } = await this.parts.workers.run(
      'report-context',
      {
        root: decodePath(Buffer.from(inputs.contextPath)),
        ignoreText: inputs.ignoreText,
        ignoreName: inputs.ignoreName,
        dockerfileText: text,
        buildArgs,
        buildPlatform: own,
        targetPlatform: platform === '' ? own : parsePlatform(platform),
      },
      { signal },
    );
    return { summary, rows: (parent) => contextRows(columns, parent) };
  }
}
