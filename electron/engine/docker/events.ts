import { DarkroomError } from '../../../shared/errors';
import type { EngineChange } from '../engine';
import type { DockerApi } from './docker-api';

interface EngineEvent {
  readonly Type?: string;
  readonly Action?: string;
}

/** Bursts (a prune, a build) are told of once in this time. */
const gatherMs = 100;

/** Follows the engine's events until the signal fires; rejects when the stream ends before. */
export async function watchEvents(
  api: DockerApi,
  onChange: (what: EngineChange) => void,
  signal: AbortSignal,
): Promise<void> {
  const gathered = new Set<EngineChange>();
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    timer = null;
    const told = [...gathered];
    gathered.clear();
    for (const what of told) onChange(what);
  };
  try {
    const request = { method: 'GET', path: '/events', signal, what: 'Follow events' } as const;
    for await (const event of api.lines<EngineEvent>(request)) {
      for (const what of changesOf(event)) gathered.add(what);
      if (gathered.size > 0) timer ??= setTimeout(flush, gatherMs);
    }
  } finally {
    if (timer !== null) clearTimeout(timer);
    if (!signal.aborted) flush();
  }
  if (signal.aborted) return;
  throw new DarkroomError('ENGINE_CONNECTION_LOST', 'The engine closed the connection', {
    hint: 'Darkroom tries again by itself.',
  });
}

/** Actions as moby's api/types/events names them. */
export function changesOf({ Type, Action = '' }: EngineEvent): ReadonlyArray<EngineChange> {
  if (Type === 'image') return ['images'];
  if (Type !== 'container') return [];
  if (/^(exec_|top|resize|attach|archive-path|export)/.test(Action)) return [];
  return Action === 'commit' ? ['images', 'containers'] : ['containers'];
}
