import type { BuildTextCheck, BuildTextRequest } from '../../shared/model/build-page';
import { call } from './bridge';
import { buildStore, draftOf, editorText, infoOf, type BuildState } from './build';
import { createStore } from './store';

/** What the build checks say of the text in the editor. */
export interface CheckState {
  readonly contextPath: string | null;
  /** The text that was checked; null before the first answer. */
  readonly text: string | null;
  readonly check: BuildTextCheck;
}

const noCheck: BuildTextCheck = {
  problems: [],
  args: [],
  targets: [],
  secrets: [],
  isReadable: false,
};

export const checkStore = createStore<CheckState>({
  contextPath: null,
  text: null,
  check: noCheck,
});

/** Long enough that a word is typed at once, short enough that one sees what it was about. */
const pauseMs = 180;

let timer: ReturnType<typeof setTimeout> | null = null;
let asked = '';

/** The text with all that decides what it means; null without a context. */
export function textRequest(state: BuildState): BuildTextRequest | null {
  if (state.contextPath === null || infoOf(state) === null) return null;
  const { args, target, platform, dockerfilePath } = draftOf(state);
  return {
    contextPath: state.contextPath,
    dockerfilePath: dockerfilePath ?? infoOf(state)?.dockerfilePath ?? null,
    text: editorText(state),
    buildArgs: Object.fromEntries(Object.entries(args).filter(([, value]) => value !== '')),
    target,
    platform,
  };
}

/** Checks what is typed from now on, as soon as one pauses. Returns what ends it. */
export function followText(): () => void {
  const check = (): void => void checkNow();
  const later = (): void => {
    const request = textRequest(buildStore.get());
    if (request === null || JSON.stringify(request) === asked) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(check, pauseMs);
  };
  const stop = buildStore.subscribe(later);
  check();
  return () => {
    stop();
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
}

async function checkNow(): Promise<void> {
  const request = textRequest(buildStore.get());
  if (request === null) return;
  const key = JSON.stringify(request);
  asked = key;
  try {
    const check = await call('build.check', request);
    if (asked === key) keepCheck(request, check);
  } catch {
    // What cannot be checked is told when it is built; the next change asks again.
    if (asked === key) asked = '';
  }
}

/** While a text cannot be read, the fields found before it broke stay where they are. */
function keepCheck(request: BuildTextRequest, check: BuildTextCheck): void {
  checkStore.update((before) => {
    const { contextPath, text } = request;
    const same = before.contextPath === contextPath;
    const { args, targets, secrets } = check.isReadable || !same ? check : before.check;
    return { contextPath, text, check: { ...check, args, targets, secrets } };
  });
}

/** The answer for the open context; nothing found while there is none yet. */
export function checkOf(state: CheckState, contextPath: string | null): BuildTextCheck {
  return state.contextPath === contextPath ? state.check : noCheck;
}
