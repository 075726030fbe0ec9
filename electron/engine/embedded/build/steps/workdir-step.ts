import { ImageTree } from '../files/image-tree';
import { LayerDraft, NotAFolder } from '../files/layer-draft';
import { resolvePath } from '../files/resolve-path';
import { DarkroomError } from '../../../../../shared/errors';
import { resolveOwner } from '../copy/owner';
import { buildKey, epochKey } from '../cache/build-key';
import { writeDraft } from '../layers/write-draft';
import type { WorkdirWork } from '../plan/stage-recipe';
import type { BuildSession, StepSources } from '../step-context';
import type { PreparedStep } from './prepared-step';

/** WORKDIR: makes the folder, and those above it, for the user in force. */
export function prepareWorkdir(
  session: BuildSession,
  work: WorkdirWork,
  sources: StepSources,
): PreparedStep {
  const key = buildKey('workdir', work.path, work.user, sources.parent, ...epochKey(session));
  return {
    keys: [key],
    facts: { instruction: buildKey('', work.path, work.user), files: {}, filesKey: '' },
    async make(signal) {
      const tree = new ImageTree(session.store, sources.parent);
      const draft = new LayerDraft(tree, session.now);
      const owner = await resolveOwner(work.user, tree);
      try {
        draft.makeFolders(resolvePath(draft, work.path), { mode: 0o755, ...owner });
      } catch (error) {
        if (!(error instanceof NotAFolder)) throw error;
        throw new DarkroomError('INVALID_ARGUMENT', `mkdir /${error.path}: not a directory`);
      }
      return writeDraft(session, draft.entries(), signal);
    },
  };
}
