import type { BuildContextInfo, BuildOptions } from '../../shared/model/build';
import type { Job } from '../../shared/model/job';
import { call, wireOf } from './bridge';
import { failed, loading, readyOr, type Loadable } from './loadable';
import { jobsStore, sortJobs } from './jobs';
import { createStore } from './store';

/** What is set for one context; kept while the window is open, and with each build in its job. */
export interface BuildDraft {
  /** Null until the editor's text differs from the file. */
  readonly text: string | null;
  readonly dockerfilePath: string | null;
  readonly tags: string;
  readonly args: Readonly<Record<string, string>>;
  readonly target: string;
  readonly noCache: boolean;
}

export interface BuildState {
  readonly contextPath: string | null;
  readonly info: Loadable<BuildContextInfo>;
  readonly drafts: Readonly<Record<string, BuildDraft>>;
  /** The build shown for each context. */
  readonly jobIds: Readonly<Record<string, string>>;
  /** Text to begin with in the folder that is chosen next ("Build on it"). */
  readonly startingText: string | null;
  /** The line the editor goes to; the number makes the same line count as new. */
  readonly jump: { readonly line: number; readonly number: number } | null;
}

export const emptyDraft: BuildDraft = {
  text: null,
  dockerfilePath: null,
  tags: '',
  args: {},
  target: '',
  noCache: false,
};

export const buildStore = createStore<BuildState>({
  contextPath: null,
  info: loading,
  drafts: {},
  jobIds: {},
  startingText: null,
  jump: null,
});

export function draftOf(state: BuildState): BuildDraft {
  return (state.contextPath === null ? undefined : state.drafts[state.contextPath]) ?? emptyDraft;
}

export function changeDraft(change: Partial<BuildDraft>): void {
  buildStore.update((state) => {
    if (state.contextPath === null) return state;
    const draft = { ...draftOf(state), ...change };
    return { ...state, drafts: { ...state.drafts, [state.contextPath]: draft } };
  });
}

/** The parameters of the last build of a context, from its job. */
export function rememberedDraft(jobs: ReadonlyArray<Job>, contextPath: string): BuildDraft | null {
  const job = sortJobs(jobs).find(
    (other) => other.kind === 'build' && other.parameters['contextPath'] === contextPath,
  );
  if (job === undefined) return null;
  const { tags, buildArgs, target, noCache, dockerfilePath } = job.parameters;
  return {
    ...emptyDraft,
    tags: Array.isArray(tags) ? tags.map(String).join(' ') : '',
    args: isRecord(buildArgs) ? textValues(buildArgs) : {},
    target: typeof target === 'string' ? target : '',
    noCache: noCache === true,
    dockerfilePath: typeof dockerfilePath === 'string' ? dockerfilePath : null,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textValues(record: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]));
}

/** Contexts that were built before, the latest first. */
export function recentContexts(jobs: ReadonlyArray<Job>): ReadonlyArray<string> {
  const paths = sortJobs(jobs)
    .filter((job) => job.kind === 'build')
    .map((job) => job.parameters['contextPath'])
    .filter((path): path is string => typeof path === 'string');
  return [...new Set(paths)].slice(0, 6);
}

export interface OpenContextOptions {
  readonly dockerfilePath?: string;
  readonly tags?: string;
  readonly jobId?: string;
}

/** Shows a context on the Build page with what was last set for it. */
export async function openContext(
  contextPath: string,
  options: OpenContextOptions = {},
): Promise<void> {
  buildStore.update((state) => {
    const kept =
      state.drafts[contextPath] ??
      rememberedDraft(readyOr(jobsStore.get(), []), contextPath) ??
      emptyDraft;
    const draft: BuildDraft = {
      ...kept,
      ...(state.startingText === null ? {} : { text: state.startingText }),
      ...(options.tags === undefined ? {} : { tags: options.tags }),
      ...(options.dockerfilePath === undefined ? {} : { dockerfilePath: options.dockerfilePath }),
    };
    return {
      ...state,
      contextPath,
      info: loading,
      startingText: null,
      jump: null,
      drafts: { ...state.drafts, [contextPath]: draft },
      jobIds:
        options.jobId === undefined
          ? state.jobIds
          : { ...state.jobIds, [contextPath]: options.jobId },
    };
  });
  await readContext();
}

/** Reads the context again, e.g. after Retry. */
export async function readContext(): Promise<void> {
  const { contextPath } = buildStore.get();
  if (contextPath === null) return;
  const keep = (info: Loadable<BuildContextInfo>): void =>
    buildStore.update((state) => (state.contextPath === contextPath ? { ...state, info } : state));
  try {
    const value = await call('build.inspectContext', { contextPath });
    keep({ kind: 'ready', value });
    if (draftOf(buildStore.get()).tags === '') changeDraft({ tags: value.suggestedTag });
  } catch (error) {
    keep(failed(buildStore.get().info, wireOf(error), Date.now()));
  }
}

export function editorText(state: BuildState): string {
  return (
    draftOf(state).text ?? (state.info.kind === 'ready' ? state.info.value.dockerfileText : '')
  );
}

/** What a press on Build starts. Arguments left as their default are not passed. */
export function buildOptions(state: BuildState): BuildOptions | null {
  if (state.contextPath === null) return null;
  const draft = draftOf(state);
  const info = state.info.kind === 'ready' ? state.info.value : null;
  const names = new Set(info?.args.map((arg) => arg.name) ?? Object.keys(draft.args));
  const args = Object.entries(draft.args).filter(
    ([name, value]) => names.has(name) && value !== '',
  );
  const tags = draft.tags.split(/[\s,]+/).filter((tag) => tag !== '');
  const otherFile = draft.dockerfilePath !== null && draft.dockerfilePath !== info?.dockerfilePath;
  return {
    contextPath: state.contextPath,
    ...(draft.text === null ? {} : { dockerfileText: draft.text }),
    ...(draft.text === null && otherFile ? { dockerfilePath: draft.dockerfilePath } : {}),
    ...(tags.length === 0 ? {} : { tags }),
    ...(args.length === 0 ? {} : { buildArgs: Object.fromEntries(args) }),
    ...(draft.target === '' ? {} : { target: draft.target }),
    ...(draft.noCache ? { noCache: true } : {}),
  };
}

export async function startBuild(): Promise<void> {
  const options = buildOptions(buildStore.get());
  if (options === null) return;
  const { jobId } = await call('jobs.start', { kind: 'build', options });
  buildStore.update((state) => ({
    ...state,
    jobIds: { ...state.jobIds, [options.contextPath]: jobId },
  }));
}

export function jumpToLine(line: number): void {
  buildStore.update((state) => ({
    ...state,
    jump: { line, number: (state.jump?.number ?? 0) + 1 },
  }));
}
