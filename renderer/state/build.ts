import type { BuildOptions } from '../../shared/model/build';
import type { BuildContextInfo, BuildParameters, GivenSecret } from '../../shared/model/build-page';
import type { Job } from '../../shared/model/job';
import { call, wireOf } from './bridge';
import { failed, loading, type Loadable } from './loadable';
import { sortJobs } from './jobs';
import { createStore } from './store';

/** What is set for one context; kept while the window is open, and with each build in the store. */
export interface BuildDraft {
  /** Null until the editor's text differs from the file. */
  readonly text: string | null;
  readonly dockerfilePath: string | null;
  readonly tags: string;
  readonly args: Readonly<Record<string, string>>;
  readonly target: string;
  readonly platform: string;
  readonly noCache: boolean;
  readonly network: BuildParameters['network'];
  /** By id. In this window's memory and nowhere else. */
  readonly secrets: Readonly<Record<string, GivenSecret>>;
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
  platform: '',
  noCache: false,
  network: 'default',
  secrets: {},
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

/** What the last build of a context was given, as a draft again. */
export function rememberedDraft(parameters: BuildParameters): Partial<BuildDraft> {
  const { tags, buildArgs, target, platform, noCache, network } = parameters;
  return { tags: tags.join(' '), args: buildArgs, target, platform, noCache, network };
}

/** What is kept for the next build: all but secrets. */
export function parametersOf(
  draft: BuildDraft,
  isSecret: (name: string) => boolean,
): BuildParameters {
  const args = Object.entries(draft.args).filter(
    ([name, value]) => value !== '' && !isSecret(name),
  );
  const { target, platform, noCache, network } = draft;
  const buildArgs = Object.fromEntries(args);
  return { tags: namesIn(draft.tags), buildArgs, target, platform, noCache, network };
}

export function namesIn(text: string): ReadonlyArray<string> {
  return text.split(/[\s,]+/).filter((name) => name !== '');
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
  const isNew = buildStore.get().drafts[contextPath] === undefined;
  buildStore.update((state) => {
    const draft: BuildDraft = {
      ...(state.drafts[contextPath] ?? emptyDraft),
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
  const { info, contextPath: shown } = buildStore.get();
  if (shown !== contextPath || info.kind !== 'ready') return;
  const { parameters, suggestedTag } = info.value;
  if (isNew && parameters !== null) {
    changeDraft({
      ...rememberedDraft(parameters),
      ...(options.tags === undefined ? {} : { tags: options.tags }),
    });
  }
  if (draftOf(buildStore.get()).tags === '') changeDraft({ tags: suggestedTag });
}

/** Reads the context's texts again, e.g. after Retry. */
export async function readContext(): Promise<void> {
  const state = buildStore.get();
  const { contextPath } = state;
  if (contextPath === null) return;
  const keep = (info: Loadable<BuildContextInfo>): void =>
    buildStore.update((now) => (now.contextPath === contextPath ? { ...now, info } : now));
  try {
    const { dockerfilePath } = draftOf(state);
    keep({
      kind: 'ready',
      value: await call('build.inspectContext', { contextPath, dockerfilePath }),
    });
  } catch (error) {
    keep(failed(buildStore.get().info, wireOf(error), Date.now()));
  }
}

/** What is known of the context; null while it is not read. */
export function infoOf(state: BuildState): BuildContextInfo | null {
  return state.info.kind === 'ready' ? state.info.value : null;
}

export function editorText(state: BuildState): string {
  return draftOf(state).text ?? infoOf(state)?.dockerfileText ?? '';
}

/**
 * What a press on Build starts. Arguments left as their default are not passed, nor those that the
 * file no longer has; `argNames` null keeps them all.
 */
export function buildOptions(
  state: BuildState,
  argNames: ReadonlyArray<string> | null,
): BuildOptions | null {
  if (state.contextPath === null) return null;
  const draft = draftOf(state);
  const { target, platform, noCache, network } = draft;
  const args = Object.entries(draft.args).filter(
    ([name, value]) => value !== '' && argNames?.includes(name) !== false,
  );
  const tags = namesIn(draft.tags);
  const dockerfilePath = draft.dockerfilePath ?? infoOf(state)?.dockerfilePath ?? null;
  return {
    contextPath: state.contextPath,
    ...(dockerfilePath === null ? {} : { dockerfilePath }),
    ...(draft.text === null ? {} : { dockerfileText: draft.text }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(args.length === 0 ? {} : { buildArgs: Object.fromEntries(args) }),
    ...(target === '' ? {} : { target }),
    ...(platform === '' ? {} : { platform }),
    ...(noCache ? { noCache: true } : {}),
    ...(network === 'default' ? {} : { network }),
  };
}

export function jumpToLine(line: number): void {
  buildStore.update((state) => ({
    ...state,
    jump: { line, number: (state.jump?.number ?? 0) + 1 },
  }));
}
