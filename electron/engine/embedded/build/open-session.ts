import type { BuildRequest } from '../../../../shared/model/build';
import type { WorkContext } from '../../engine';
import { ContextTree } from './context/context-tree';
import type { BuildInputs } from './context/open-context';
import type { BaseImages } from './plan/base-images';
import type { BuildParts, BuildSession, StepRequest } from './step-context';
import type { Timestamp } from './files/layer-draft';

export interface OpenSession extends BuildSession {
  close(): void;
}

/** What the steps of one build share, until it is closed. */
export function openSession(
  parts: BuildParts,
  inputs: BuildInputs,
  options: Pick<BuildRequest, 'noCache' | 'network'> & StepRequest,
  work: WorkContext,
  buildArgs: ReadonlyMap<string, string>,
  images: BaseImages,
): OpenSession {
  const lease = parts.store.lease([]);
  const held = new Set<string>();
  let context: Promise<ContextTree> | null = null;
  return {
    ...parts,
    inputs,
    noCache: options.noCache ?? false,
    network: options.network === 'none' ? 'none' : 'host',
    request: options,
    namedContexts: new Map(),
    images,
    now: timeOf(buildArgs.get('SOURCE_DATE_EPOCH')),
    context(signal) {
      context ??= walkContext(parts, inputs, signal);
      return context;
    },
    log: (entry) => work.log(entry),
    hold(diffId) {
      if (held.has(diffId)) return;
      held.add(diffId);
      lease.add(diffId);
    },
    close: () => lease.dispose(),
  };
}

async function walkContext(
  parts: BuildParts,
  inputs: BuildInputs,
  signal: AbortSignal,
): Promise<ContextTree> {
  const { contextPath: root, ignoreText } = inputs;
  const input = { root, ignoreText, reportIgnored: false };
  return new ContextTree(root, await parts.workers.run('walk-context', input, { signal }));
}

/** SOURCE_DATE_EPOCH makes what a build writes the same every time. */
function timeOf(epoch: string | undefined): Timestamp {
  if (epoch !== undefined && /^\d{1,12}$/.test(epoch)) return { seconds: Number(epoch), nanos: 0 };
  const now = Date.now();
  return { seconds: Math.floor(now / 1000), nanos: (now % 1000) * 1_000_000 };
}
