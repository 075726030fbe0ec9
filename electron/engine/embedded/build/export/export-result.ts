import type { BuildOutput, BuildRequest } from '../../../../../shared/model/build';
import type { ImageConfig } from '../../../../../shared/model/image';
import type { WorkContext } from '../../../engine';
import type { InternalSteps, Say } from '../internal-steps';
import type { BuildSession } from '../step-context';
import { namesOf } from './check-outputs';
import { exportArchive, type ExportedImage } from './export-archive';
import { exportFiles } from './export-files';
import { exportImage } from './export-image';
import { finishConfig, type TimedLayer } from './finish-config';
import { rewriteTimes } from './rewrite-times';

/** What the steps left of the target. */
export interface BuiltTarget {
  readonly planned: ImageConfig;
  readonly layers: ReadonlyArray<TimedLayer>;
}

export interface ExportRequest {
  readonly session: BuildSession;
  readonly steps: InternalSteps;
  readonly options: BuildRequest;
  readonly outputs: ReadonlyArray<BuildOutput>;
  readonly stdout: NodeJS.WritableStream | null;
  readonly work: WorkContext;
}

const titles: Readonly<Record<BuildOutput['kind'], string>> = {
  image: 'exporting to image',
  archive: 'exporting to image archive',
  folder: 'exporting to client directory',
  tar: 'exporting to client tarball',
};

/** Makes every output of the result, in the order asked for; answers the first image among them. */
export async function exportResult(
  target: BuiltTarget,
  request: ExportRequest,
): Promise<ExportedImage | null> {
  let image: ExportedImage | null = null;
  for (const output of request.outputs) {
    const made = await request.steps.run(titles[output.kind], (say) =>
      exportOne(target, output, request, say),
    );
    image ??= made;
  }
  return image;
}

async function exportOne(
  target: BuiltTarget,
  output: BuildOutput,
  request: ExportRequest,
  say: Say,
): Promise<ExportedImage | null> {
  const { session, options, stdout, work } = request;
  const { epochSeconds } = session;
  if (!('names' in output)) {
    const diffIds = [...target.planned.rootfs.diff_ids, ...target.layers.map((one) => one.diffId)];
    const { signal } = work;
    await exportFiles(output, { session, diffIds, epochSeconds, stdout, signal, say });
    return null;
  }
  const layers =
    output.rewriteTimestamp && epochSeconds !== null
      ? await rewriteTimes(session, target.layers, epochSeconds, work.signal)
      : target.layers;
  if (output.rewriteTimestamp && epochSeconds === null) {
    say('rewrite-timestamp does nothing: pass a time with --build-arg SOURCE_DATE_EPOCH=SECONDS');
  }
  if (layers !== target.layers) say(`rewriting layers with source-date-epoch ${epochSeconds} done`);
  const common = {
    session,
    config: finishConfig(target.planned, layers, { labels: options.labels ?? {}, epochSeconds }),
    names: namesOf(output, options),
    annotations: { ...options.annotations, ...output.annotations },
    work,
    say,
  };
  if (output.kind === 'archive') return exportArchive(output, { ...common, stdout });
  const origin = options.contextName ?? session.inputs.contextPath;
  return exportImage(output, { ...common, origin });
}
