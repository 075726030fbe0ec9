import { call } from './bridge';
import { buildStore, changeDraft, draftOf, editorText, infoOf, readContext } from './build';
import { createStore } from './store';

/** Somebody else wrote the file: what it holds now. */
export interface FileConflict {
  readonly contextPath: string;
  readonly text: string;
  /** Null when the file is gone. */
  readonly digest: string | null;
}

export const conflictStore = createStore<FileConflict | null>(null);

/** Writes the editor's text into the file. Nothing is written over what somebody else wrote. */
export async function saveFile(options: { readonly overwrite: boolean }): Promise<void> {
  const state = buildStore.get();
  const info = infoOf(state);
  const { contextPath } = state;
  if (contextPath === null || info === null) return;
  const text = editorText(state);
  const answer = await call('build.save', {
    contextPath,
    dockerfilePath: info.dockerfilePath,
    text,
    digest: info.digest,
    overwrite: options.overwrite,
  });
  if (answer.kind === 'conflict') {
    conflictStore.set({ contextPath, text: answer.text, digest: answer.digest });
    return;
  }
  conflictStore.set(null);
  buildStore.update((now) => {
    const known = infoOf(now);
    if (now.contextPath !== contextPath || known === null) return now;
    const { dockerfilePath, digest } = answer;
    return {
      ...now,
      info: { kind: 'ready', value: { ...known, dockerfilePath, digest, dockerfileText: text } },
    };
  });
  // Typing may have gone on while it was written.
  if (draftOf(buildStore.get()).text === text) changeDraft({ text: null });
}

/** Leaves one's own text for that of the file. */
export async function takeFile(): Promise<void> {
  conflictStore.set(null);
  changeDraft({ text: null });
  await readContext();
}

/** Looks whether the file changed while one was elsewhere: takes it over, or asks when both changed. */
export async function lookAtFile(): Promise<void> {
  const state = buildStore.get();
  const info = infoOf(state);
  const { contextPath } = state;
  if (contextPath === null || info === null) return;
  const { dockerfilePath } = info;
  const now = await call('build.inspectContext', { contextPath, dockerfilePath });
  const after = buildStore.get();
  if (after.contextPath !== contextPath || now.digest === infoOf(after)?.digest) return;
  if (draftOf(after).text === null) {
    buildStore.update((one) => ({ ...one, info: { kind: 'ready', value: now } }));
  } else {
    conflictStore.set({ contextPath, text: now.dockerfileText, digest: now.digest });
  }
}
