import { DarkroomError, type SourceRange } from '../../../../../shared/errors';
import { IgnoreMatcher } from '../../../../dockerfile/dockerfile';
import { suggestFile } from '../../../../dockerfile/text/suggest';
import { resolvePath } from '../files/resolve-path';
import { cleanLayerPath, joinPath, type SourceTree } from '../files/source-tree';
import type { BuildSession } from '../step-context';

/** What asked for a source. */
export interface Asking {
  readonly range: SourceRange;
  /** `COPY`, `ADD` or `RUN --mount`. */
  readonly title: string;
  /** Stage, image or named context; '' is the build context. */
  readonly from: string;
}

/** Why a source is not there, as far as it can be known: ignored, misspelled, or just missing. */
export function sourceNotFound(
  session: Pick<BuildSession, 'inputs' | 'request'>,
  asking: Asking,
  tree: SourceTree,
  written: string,
  path: string,
): DarkroomError {
  const { range, title, from } = asking;
  const isContext = from === '';
  const where = isContext ? 'the build context' : `“${from}”`;
  const ignored = isContext ? ignoringLine(session.inputs.ignoreText, path) : null;
  const near = ignored === null ? nearName(tree, path) : null;
  const { ignoreName } = session.inputs;
  return new DarkroomError(
    'BUILD_COPY_SOURCE_NOT_FOUND',
    `${title} ${written}: “/${cleanLayerPath(path)}” not found in ${where}`,
    {
      range,
      data: {
        source: written,
        suggestion: near,
        ...(ignored === null
          ? {}
          : { ignoreFile: ignoreName, ignoreLine: ignored.line, ignorePattern: ignored.written }),
      },
      hint:
        ignored !== null
          ? `It is excluded by line ${ignored.line} of ${ignoreName}: ${ignored.written}`
          : near !== null
            ? `Did you mean ${near}?`
            : isContext
              ? contextHint(session, tree)
              : 'Check the path in the stage or image it is copied from.',
    },
  );
}

function contextHint(
  { inputs, request }: Pick<BuildSession, 'inputs' | 'request'>,
  tree: SourceTree,
): string {
  const { contextName } = request;
  if (contextName !== undefined && tree.names('').length === 0)
    return 'The context is empty: only a Dockerfile was handed over. Give a folder or an archive to copy from.';
  const place = contextName === '-' ? 'standard input' : contextName;
  return `Paths are relative to the context, ${place ?? inputs.contextPath}.`;
}

function ignoringLine(ignoreText: string, path: string) {
  const verdict = new IgnoreMatcher(ignoreText).match(cleanLayerPath(path));
  return verdict.isIgnored && verdict.line !== undefined ? verdict.line : null;
}

/** The first part of the path that does not exist, corrected. */
function nearName(tree: SourceTree, path: string): string | null {
  const parts = cleanLayerPath(path).split('/');
  let folder = '';
  for (const [index, part] of parts.entries()) {
    const next = joinPath(folder, part);
    if (tree.lookup(resolvePath(tree, next)) !== null) {
      folder = next;
      continue;
    }
    const found = suggestFile(part, tree.names(resolvePath(tree, folder)));
    if (found === undefined) return null;
    return [...parts.slice(0, index), found, ...parts.slice(index + 1)].join('/');
  }
  return null;
}
