import { assertNever } from '../../shared/errors';
import type { JobRequest } from '../../shared/ipc/contract';
import type { JobKind, JobResult } from '../../shared/model/job';
import { authorOn } from '../../shared/model/settings';
import { looksSecret } from '../../shared/model/secret-name';
import { formatBytes } from '../../shared/text/format';
import type { Engine, WorkContext } from '../engine/engine';
import { verificationLines } from '../../shared/text/verification-lines';
import { sendImage, type EngineDirectory } from '../engine/send-image';
import type { IpcServices } from './handlers';

type SnapshotRequest = Extract<JobRequest, { readonly kind: 'snapshot' }> & {
  readonly containerName?: string;
};
type PlanRequest = Exclude<JobRequest, { readonly kind: 'snapshot' }> | SnapshotRequest;

interface PlannedJob {
  readonly kind: JobKind;
  readonly subject: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  run(engine: Engine, work: WorkContext): Promise<JobResult>;
}

/** Starts what the window asked for; gives the job's id at once. */
export async function startJob(services: IpcServices, asked: JobRequest): Promise<string> {
  const { engine, jobs } = services;
  const request = asked.kind === 'snapshot' ? await withDefaults(services, asked) : asked;
  const planned = plan(request, services);
  // Disk-bound work of several dropped files would only slow each other down: they queue.
  const queues = planned.kind === 'import' || planned.kind === 'load';
  const start = queues ? jobs.startQueued.bind(jobs) : jobs.start.bind(jobs);
  const job = start(planned.kind, planned.subject, planned.parameters, (work) =>
    planned.run(engine, work),
  );
  return job.id;
}

/** The author comes from the settings; the container is named in Activity after it is gone, too. */
async function withDefaults(
  { engine, store }: IpcServices,
  request: Extract<JobRequest, { readonly kind: 'snapshot' }>,
): Promise<SnapshotRequest> {
  const author = authorOn(store.settings.get(), engine.id);
  const container = await engine.containers.inspect(request.options.container);
  return {
    ...request,
    containerName: container.name,
    options: { ...request.options, author: request.options.author ?? author },
  };
}

export function plan(
  request: PlanRequest,
  services: Pick<IpcServices, 'rootfs' | 'manifestLists'> & { readonly engines: EngineDirectory },
): PlannedJob {
  switch (request.kind) {
    case 'import':
      return {
        kind: 'import',
        subject: request.options.source,
        parameters: { ...request.options },
        run: async (engine, work) => {
          const { imageIds, names } = await engine.images.import(request.options, work);
          return { imageIds, names, summary: '' };
        },
      };
    case 'load':
      return {
        kind: 'load',
        subject: request.source,
        parameters: { source: request.source },
        run: async (engine, work) => {
          const { imageIds, names } = await engine.images.load(request.source, work);
          return { imageIds, names, summary: '' };
        },
      };
    case 'build':
      return {
        kind: 'build',
        subject: request.options.contextPath,
        parameters: withoutSecrets(request),
        run: async (engine, work) => {
          const { options, secrets } = request;
          const given = secrets === undefined ? options : { ...options, secrets };
          const { imageId, names } = await engine.build(given, work);
          return { imageIds: [imageId], names, summary: '' };
        },
      };
    case 'snapshot':
      return {
        kind: 'snapshot',
        subject: request.containerName ?? request.options.container,
        parameters: { ...request.options, containerName: request.containerName ?? '' },
        run: async (engine, work) => {
          const { imageId, sizeBytes } = await engine.containers.commit(request.options, work);
          const { reference } = request.options;
          const names = reference === undefined || reference === '' ? [] : [reference];
          return { imageIds: [imageId], names, summary: formatBytes(sizeBytes) };
        },
      };
    case 'draft':
      return {
        kind: 'draft',
        subject: request.options.source,
        parameters: { ...request.options },
        run: async (engine, work) => {
          const { contextPath, notes, verification } = await engine.draftDockerfile(
            request.options,
            work,
          );
          for (const text of [...notes, ...verificationLines(verification)])
            work.log({ kind: 'message', text });
          return { imageIds: [], names: [], summary: contextPath };
        },
      };
    case 'save':
      return {
        kind: 'save',
        subject: request.names.join(' '),
        parameters: { ...request },
        run: async (engine, work) => {
          const { names, target, format, compression } = request;
          await engine.images.save(names, target, { format, compression }, work);
          return { imageIds: [], names, summary: target };
        },
      };
    case 'export':
      return {
        kind: 'save',
        subject: request.target,
        parameters: { ...request },
        run: async (_engine, work) => {
          const { name, format, target } = request;
          await services.rootfs.writeFile(name, format, target, work);
          return { imageIds: [], names: [name], summary: target };
        },
      };
    case 'pull':
      return {
        kind: 'pull',
        subject: request.name,
        parameters: { name: request.name, options: request.options },
        run: async (engine, work) => {
          const { imageId, name, digest } = await engine.images.pull(
            request.name,
            request.options,
            work,
          );
          return { imageIds: [imageId], names: [name], summary: digest };
        },
      };
    case 'push':
      return {
        kind: 'push',
        subject: request.name,
        parameters: { name: request.name, options: request.options },
        run: async (engine, work) => {
          const { name, digest } = await engine.images.push(request.name, request.options, work);
          return { imageIds: [], names: [name], summary: digest };
        },
      };
    case 'push-list':
      return {
        kind: 'push',
        subject: request.name,
        parameters: { name: request.name, sources: request.sources },
        run: async (_engine, work) => {
          const { manifestLists } = services;
          const { name: draft } = await manifestLists.create(
            request.name,
            request.sources,
            { amend: false },
            work,
          );
          try {
            const { name, digest } = await manifestLists.push(draft, {}, work);
            return { imageIds: [], names: [name], summary: digest };
          } finally {
            manifestLists.remove(draft);
          }
        },
      };
    case 'send':
      return {
        kind: 'send',
        subject: request.name,
        parameters: { name: request.name, target: request.target },
        run: async (engine, work) => {
          const sent = await sendImage(
            engine,
            request.name,
            request.target,
            services.engines,
            work,
          );
          return { imageIds: [], names: [sent], summary: '' };
        },
      };
    case 'prune':
      return {
        kind: 'prune',
        subject: '',
        parameters: { all: request.all },
        run: async (engine, work) => {
          const { freedBytes } = await engine.images.prune({ all: request.all }, work);
          return { imageIds: [], names: [], summary: formatBytes(freedBytes) };
        },
      };
    default:
      return assertNever(request);
  }
}

/**
 * What Activity keeps of a build: no secret, not even where it came from, no argument whose name says
 * that it is one, and no text from the editor. A record that does not say enough to build again is
 * marked `incomplete`.
 */
function withoutSecrets(
  request: Extract<PlanRequest, { readonly kind: 'build' }>,
): Readonly<Record<string, unknown>> {
  const { buildArgs = {}, dockerfileText, ...others } = request.options;
  const kept = Object.entries(buildArgs).filter(([name]) => !looksSecret(name));
  const secretNames = [
    ...Object.keys(buildArgs).filter(looksSecret),
    ...Object.keys(request.secrets ?? {}),
  ];
  const isComplete = secretNames.length === 0 && dockerfileText === undefined;
  return {
    ...others,
    ...(kept.length === 0 ? {} : { buildArgs: Object.fromEntries(kept) }),
    ...(secretNames.length === 0 ? {} : { secretNames }),
    ...(isComplete ? {} : { incomplete: true }),
  };
}
