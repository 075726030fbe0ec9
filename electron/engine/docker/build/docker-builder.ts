import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { DarkroomError } from '../../../../shared/errors';
import type { BuildOutput, BuildRequest, BuildResult } from '../../../../shared/model/build';
import { throwIfAborted } from '../../../base/abort';
import { parseReference } from '../../../oci/reference';
import type { WorkContext } from '../../engine';
import type { DockerApi, Query } from '../docker-api';
import { prefixedId, type ImageAnswer } from '../images/image-shapes';
import type { BuildInputs, LocalParts } from '../local-parts';
import { openSession } from './buildkit/session';
import { BuildKitTrace, type BuildKitLine } from './buildkit/trace';
import { ClassicOutput, type ClassicLine } from './classic-output';
import { contextTar, type ExtraFile } from './context-tar';
import { StepLines } from './step-lines';
import { StepLog } from './step-log';

/** Whether builds go to BuildKit; Docker 20.10 has it, but takes the classic builder by default. */
export function usesBuildKit(api: DockerApi, options: Pick<BuildRequest, 'secrets' | 'sshAgents'>) {
  if (api.isPodman) return false;
  const needsIt = hasEntries(options.secrets) || hasEntries(options.sshAgents);
  return api.builderVersion === '2' || needsIt;
}

/** What the engine's builder cannot be asked for, by the request's own words; null when nothing. */
export function buildObstacle(api: DockerApi, options: BuildRequest): string | null {
  if (hasEntries(options.buildContexts)) return 'named contexts (--build-context)';
  if (hasEntries(options.annotations)) return 'annotations (--annotation)';
  if ((options.noCacheFilter ?? []).length > 0) return '--no-cache-filter';
  if ((options.cacheFrom ?? []).length + (options.cacheTo ?? []).length > 0) {
    return 'a cache in a folder (--cache-from, --cache-to)';
  }
  if (!(options.outputs ?? []).every(isPlainImage))
    return 'an output that is no image on it (--output)';
  if (!api.isPodman) return null;
  if (hasEntries(options.secrets)) return 'secrets (--secret)';
  return hasEntries(options.sshAgents) ? 'SSH agents (--ssh)' : null;
}

const isPlainImage = (output: BuildOutput) =>
  output.kind === 'image' &&
  !output.push &&
  !output.rewriteTimestamp &&
  Object.keys(output.annotations).length === 0;

/** The build's own, and those of its image outputs. */
const tagsOf = (options: BuildRequest) => [
  ...(options.tags ?? []),
  ...(options.outputs ?? []).flatMap((output) => (output.kind === 'image' ? output.names : [])),
];

const hasEntries = (record: object | undefined) => Object.keys(record ?? {}).length > 0;

interface Upload {
  readonly query: Query;
  readonly body: () => Readable;
}

/** Builds on the engine: the context goes there as a tar, its builder's steps come back. */
export class DockerBuilder {
  constructor(
    private readonly api: DockerApi,
    private readonly local: LocalParts,
  ) {}

  async build(options: BuildRequest, work: WorkContext): Promise<BuildResult> {
    const obstacle = buildObstacle(this.api, options);
    if (obstacle !== null) {
      throw new DarkroomError(
        'NOT_SUPPORTED',
        `This engine's builder cannot be given ${obstacle}`,
        {
          hint: 'Build it on the embedded engine, and send the image.',
        },
      );
    }
    const references = tagsOf(options).map((tag) => parseReference(tag));
    // Mistakes in the Dockerfile are told with their line before anything is sent.
    const check = await this.local.files.checkBuild(options, work.signal);
    const inputs = await this.local.readBuildInputs(options);
    const buildKit = usesBuildKit(this.api, options);
    const upload = await prepare(options, inputs, buildKit, work.signal);
    const log = new StepLog(work);
    const lines = new StepLines(inputs.dockerfileText);
    try {
      const id = buildKit
        ? await this.withBuildKit(options, inputs, upload, new BuildKitTrace(log, lines), work)
        : await this.classic(inputs, upload, new ClassicOutput(log, lines), work);
      const image = await this.api.json<ImageAnswer>({
        method: 'GET',
        path: `/images/${encodeURIComponent(id)}/json`,
        what: 'Inspect the built image',
      });
      return {
        imageId: prefixedId(image.Id),
        manifest: null,
        names: references.map((reference) => reference.familiar),
        fullNames: references.map((reference) => reference.name),
        stepCount: log.counts.all,
        cachedCount: log.counts.cached,
        warnings: check.warnings,
      };
    } catch (error) {
      log.cancelRest();
      throw error;
    }
  }

  private async classic(
    inputs: BuildInputs,
    upload: Upload,
    output: ClassicOutput,
    work: WorkContext,
  ): Promise<string> {
    const answer = this.api.lines<ClassicLine>({
      method: 'POST',
      path: '/build',
      query: upload.query,
      stream: upload.body(),
      signal: work.signal,
      what: 'Build',
    });
    for await (const line of answer) output.add(line);
    throwIfAborted(work.signal);
    return output.finish(inputs.dockerfileText);
  }

  /**
   * The context comes in a request of its own: the answer begins before all of it has been read,
   * and Go's HTTP/1 server reads no more of a request once it answers.
   */
  private async withBuildKit(
    options: BuildRequest,
    inputs: BuildInputs,
    upload: Upload,
    trace: BuildKitTrace,
    work: WorkContext,
  ): Promise<string> {
    const { secrets, sshAgents } = options;
    const sources = { secrets, sshAgents, credentials: this.local.credentials };
    const session = await openSession(this.api, sources, work.signal);
    const abort = new AbortController();
    const signal = AbortSignal.any([work.signal, abort.signal]);
    const buildId = randomBytes(16).toString('hex');
    try {
      const building = this.api.lines<BuildKitLine>({
        method: 'POST',
        path: '/build',
        query: {
          ...upload.query,
          version: '2',
          session: session.id,
          remote: 'upload-request',
          buildid: buildId,
        },
        signal,
        what: 'Build',
      });
      const sending = this.api.json({
        method: 'POST',
        path: '/build',
        query: { version: '2', buildid: `upload-request:${buildId}` },
        stream: upload.body(),
        signal,
        what: 'Send the build context',
      });
      sending.catch(() => abort.abort());
      try {
        for await (const line of building) trace.add(line);
      } catch (error) {
        // A context that could not be read is the reason, and the broken answer its consequence.
        if (abort.signal.aborted && !work.signal.aborted) await sending;
        throw error;
      }
      throwIfAborted(work.signal);
      return trace.finish(inputs.dockerfileText);
    } finally {
      abort.abort();
      session.dispose();
    }
  }
}

async function prepare(
  options: BuildRequest,
  inputs: BuildInputs,
  buildKit: boolean,
  signal: AbortSignal,
): Promise<Upload> {
  const { contextPath, ignoreText } = inputs;
  const placed = await placeDockerfile(inputs, buildKit);
  return {
    query: { ...buildQuery(options), dockerfile: placed.name },
    body: () =>
      contextTar({
        root: contextPath,
        ignoreText: [ignoreText, ...placed.takenBack].join('\n'),
        extraFiles: placed.extraFiles,
        signal,
      }),
  };
}

interface PlacedDockerfile {
  readonly name: string;
  readonly extraFiles: ReadonlyArray<ExtraFile>;
  /** The builder needs these even if they are ignored. */
  readonly takenBack: ReadonlyArray<string>;
}

/** A Dockerfile of the context goes as it is; a text or a file from elsewhere under a name of its own. */
async function placeDockerfile(inputs: BuildInputs, buildKit: boolean): Promise<PlacedDockerfile> {
  const { contextPath, dockerfilePath, dockerfileText, ignoreText, ignoreName } = inputs;
  if (dockerfilePath !== null) {
    const name = relative(contextPath, dockerfilePath).split(sep).join('/');
    const isInside = name !== '' && !name.startsWith('../') && !isAbsolute(name);
    const isSame =
      isInside && (await readFile(dockerfilePath, 'utf8').catch(() => '')) === dockerfileText;
    // Not taken back for COPY: the classic builder reads .dockerignore itself.
    if (isSame)
      return {
        name,
        extraFiles: [],
        takenBack: [`!${name}`, ...(buildKit ? [] : ['!.dockerignore'])],
      };
  }
  const hash = createHash('sha256').update(dockerfileText).digest('hex').slice(0, 20);
  const name = `.dockerfile.${hash}`;
  const extraFiles = [{ path: name, content: Buffer.from(dockerfileText) }];
  // The classic builder takes files that .dockerignore names out of the context once it has read them.
  const withHidden = Buffer.from(
    `${ignoreName === '.dockerignore' ? ignoreText : ''}\n.dockerignore\n${name}\n`,
  );
  return {
    name,
    extraFiles: buildKit
      ? extraFiles
      : [...extraFiles, { path: '.dockerignore', content: withHidden }],
    takenBack: [],
  };
}

/** The query of `POST /build` (Docker's API v1.41). */
function buildQuery(options: BuildRequest): Query {
  const json = (value: unknown) => JSON.stringify(value);
  return {
    t: tagsOf(options).map((tag) => parseReference(tag).name),
    rm: true,
    forcerm: true,
    ...(options.noCache === true ? { nocache: true } : {}),
    ...(options.pull === true ? { pull: true } : {}),
    ...(hasEntries(options.buildArgs) ? { buildargs: json(options.buildArgs) } : {}),
    ...(hasEntries(options.labels) ? { labels: json(options.labels) } : {}),
    ...(options.target === undefined ? {} : { target: options.target }),
    ...(options.platform === undefined ? {} : { platform: options.platform }),
    ...(options.network === undefined || options.network === 'default'
      ? {}
      : { networkmode: options.network }),
    ...(options.shmSizeBytes === undefined ? {} : { shmsize: options.shmSizeBytes }),
    ...((options.extraHosts ?? []).length === 0
      ? {}
      : {
          extrahosts: (options.extraHosts ?? []).map(({ host, address }) => `${host}:${address}`),
        }),
    ...((options.ulimits ?? []).length === 0
      ? {}
      : {
          ulimits: json(
            (options.ulimits ?? []).map(({ name, soft, hard }) => ({
              Name: name,
              Soft: soft,
              Hard: hard,
            })),
          ),
        }),
  };
}
