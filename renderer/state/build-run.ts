import type { GivenSecret } from '../../shared/model/build-page';
import { looksSecret } from '../../shared/model/secret-name';
import { call } from './bridge';
import { buildOptions, buildStore, draftOf, parametersOf, type BuildDraft } from './build';
import { checkOf, checkStore } from './build-check';

/** Builds what is set, and remembers it for the next time, secrets excepted. */
export async function startBuild(): Promise<void> {
  const state = buildStore.get();
  const check = checkOf(checkStore.get(), state.contextPath);
  const argNames = check.isReadable ? check.args.map((arg) => arg.name) : null;
  const options = buildOptions(state, argNames);
  if (options === null) return;
  const draft = draftOf(state);
  const secrets = givenSecrets(draft);
  const { jobId } = await call('jobs.start', {
    kind: 'build',
    options,
    ...(secrets === null ? {} : { secrets }),
  });
  buildStore.update((now) => ({
    ...now,
    jobIds: { ...now.jobIds, [options.contextPath]: jobId },
  }));
  const parameters = parametersOf(draft, looksSecret);
  await call('build.remember', { contextPath: options.contextPath, parameters });
}

/** Those that were filled in; null for none. */
export function givenSecrets(draft: BuildDraft): Readonly<Record<string, GivenSecret>> | null {
  const given = Object.entries(draft.secrets).filter(([, secret]) =>
    secret.kind === 'file' ? secret.path !== '' : secret.value !== '',
  );
  return given.length === 0 ? null : Object.fromEntries(given);
}
