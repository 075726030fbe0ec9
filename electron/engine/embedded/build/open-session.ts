import type { BuildRequest } from '../../../../shared/model/build';
import type { WorkContext } from '../../engine';
import { Turns } from '../../../base/turns';
import { walk } from '../../../worker/walk';
import { Afterwards } from './afterwards';
import { ContextTree } from './context/context-tree';
import type { BuildInputs } from './context/open-context';
import type { InternalSteps, StepNumbers } from './internal-steps';
import type { BaseImages } from './plan/base-images';
import type { BuildParts, BuildSession, StepRequest } from './step-context';
import type { Timestamp } from './files/layer-draft';

export interface OpenSession extends BuildSession {
  close(): void;
}

export interface SessionStart {
  readonly inputs: BuildInputs;
  readonly options: Pick<BuildRequest, 'noCache' | 'network'> & StepRequest;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly images: BaseImages;
  readonly numbers: StepNumbers;
  readonly steps: InternalSteps;
}

/** What the steps of one build share, until it is closed. */
export function openSession(
  parts: BuildParts,
  start: SessionStart,
  work: WorkContext,
): OpenSession {
  const { inputs, options, buildArgs, images, numbers, steps } = start;
  const lease = parts.store.lease([]);
  const held = new Set<string>();
  let context: Promise<ContextTree> | null = null;
  const epochSeconds = epochOf(buildArgs.get('SOURCE_DATE_EPOCH'));
  return {
    ...parts,
    inputs,
    noCache: options.noCache ?? false,
    network: options.network === 'none' ? 'none' : 'host',
    request: withHostname(options, buildArgs.get('BUILDKIT_SANDBOX_HOSTNAME')),
    namedContexts: new Map(),
    images,
    turns: new Turns(),
    afterwards: new Afterwards(),
    importedCache: null,
    hasRun: false,
    now: timeOf(epochSeconds),
    epochSeconds,
    numbers,
    steps,
    context(signal) {
      context ??= steps.run('[internal] load build context', async (say) => {
        const tree = await walkContext(parts, inputs, signal);
        say(`${tree.paths.length} files and folders done`);
        return tree;
      });
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

function withHostname(request: StepRequest, hostname: string | undefined): StepRequest {
  return hostname === undefined ? request : { ...request, hostname };
}

async function walkContext(
  parts: BuildParts,
  inputs: BuildInputs,
  signal: AbortSignal,
): Promise<ContextTree> {
  const { contextPath: root, ignoreText } = inputs;
  const input = { root, ignoreText, reportIgnored: false };
  return new ContextTree(root, await walk(parts.workers, input, signal));
}

/** SOURCE_DATE_EPOCH makes what a build writes the same every time. */
function epochOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : null;
}

function timeOf(epochSeconds: number | null): Timestamp {
  return { seconds: epochSeconds ?? Math.floor(Date.now() / 1000), nanos: 0 };
}
