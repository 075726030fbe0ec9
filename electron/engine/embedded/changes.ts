import { DarkroomError } from '../../../shared/errors';
import type { ImageConfig } from '../../../shared/model/image';
import {
  expandInstruction,
  parseInstruction,
  parseSource,
  startScope,
  type StageInstruction,
} from '../../dockerfile/dockerfile';
import {
  applyConfigInstruction,
  isConfigInstruction,
  type ConfigInstruction,
} from './config-instruction';

export { applyConfigInstruction, isConfigInstruction, type ConfigInstruction };

/** What Docker's `commit -c` and `import -c` take. */
const allowed: ReadonlySet<StageInstruction['kind']> = new Set([
  'cmd',
  'entrypoint',
  'env',
  'expose',
  'healthcheck',
  'label',
  'onbuild',
  'stopsignal',
  'user',
  'volume',
  'workdir',
] as const);

/**
 * Applies the Dockerfile instructions of `--change` to an image config, in order; each change holds one
 * or more lines. The history stays as it is. INVALID_CHANGE names the change that is wrong.
 */
export function applyChanges(config: ImageConfig, changes: ReadonlyArray<string>): ImageConfig {
  let current = config;
  let commandSet = false;
  for (const change of changes) {
    for (const instruction of parseChange(change)) {
      const expanded = inChange(change, () => {
        const { environment } = startScope(current.config.Env ?? []);
        return expandInstruction(instruction, environment).instruction;
      });
      current = inChange(change, () => applyConfigInstruction(current, expanded, { commandSet }));
      if (expanded.kind === 'cmd') commandSet = true;
    }
  }
  return current;
}

function parseChange(change: string): ReadonlyArray<ConfigInstruction> {
  const nodes = inChange(change, () => parseSource(change).nodes);
  if (nodes.length === 0) throw invalid(change, 'it is empty');
  return nodes.map((node) => {
    const instruction = inChange(change, () => parseInstruction(node));
    if (
      instruction.kind === 'from' ||
      !isConfigInstruction(instruction) ||
      !allowed.has(instruction.kind)
    ) {
      throw invalid(
        change,
        `${node.name.toUpperCase()} is not one of the instructions that can change an image`,
      );
    }
    return instruction;
  });
}

function inChange<Result>(change: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof DarkroomError)) throw error;
    throw invalid(change, error.message, error);
  }
}

function invalid(change: string, reason: string, cause?: DarkroomError): DarkroomError {
  return new DarkroomError('INVALID_CHANGE', `Apply change “${change}”: ${reason}`, {
    data: { change, reason },
    ...(cause === undefined ? {} : { cause }),
    hint: 'Allowed are CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME and WORKDIR, e.g. --change \'CMD ["sh"]\'.',
  });
}
