import { statSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve, sep } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import { encodePath } from '../../base/path-bytes';
import type { FileWitness, HelperEvent, HelperInfo, MethodName, Methods } from '../protocol';
import type { Containers } from './containers';
import { holdRoot } from './container-root';
import type { HelperContext } from './context';
import { listProcesses } from './process-table';
import { sampleResources } from './resources';
import { readInFolder } from './read-in-folder';
import { reviewContainer, scanContainer, writeSnapshot } from './snapshot';
import { resizeTerminalOf } from './exec-terminal';
import { discard, type StepRunner } from './step-run';
import { fillVolumes } from './volumes';

export interface CallContext {
  readonly signal: AbortSignal;
  /** Tells the calls of one client from those of others. */
  readonly client: object;
  send(event: HelperEvent): void;
  /** Runs when the connection ends, unless taken back. */
  onConnectionLost(action: () => void): { takeBack(): void };
}

type Handler<M extends MethodName> = (
  params: Methods[M]['params'],
  call: CallContext,
) => Promise<Methods[M]['result']>;

export type Handlers = { readonly [M in MethodName]: Handler<M> };

export interface HandlerParts {
  readonly context: HelperContext;
  readonly steps: StepRunner;
  readonly containers: Containers;
  readonly info: HelperInfo;
  retire(): void;
}

/** One function per method of the protocol. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { context, steps, containers } = parts;
  const unstarted = new Map<string, { takeBack(): void }>();
  return {
    hello: () => Promise.resolve(parts.info),
    retire() {
      parts.retire();
      return Promise.resolve(null);
    },
    async unpack({ diffIds }, { signal }) {
      return { notes: await context.layers.ensure(diffIds, signal) };
    },
    async evict({ diffIds }) {
      for (const diffId of diffIds) context.overlays.forget(context.layers.folder(diffId));
      await context.layers.evict(diffIds);
      return null;
    },
    async removeTree({ path }) {
      const target = resolve(path);
      if (!target.startsWith(`${resolve(context.paths.state)}${sep}`)) {
        throw new DarkroomError('INVALID_ARGUMENT', `Remove ${path}: it lies outside the store`);
      }
      await discard(context, target);
      return null;
    },
    async fillVolumes({ lowers, fills }, { signal }) {
      await fillVolumes(context, lowers, fills, signal);
      return null;
    },
    async writeFiles({ witness, ...input }, { signal }) {
      if (!isSeen(witness) || !context.workers.isSoonDone('write-files')) return null;
      const task = { kind: 'write-files', ...input, asUser: context.userNamespace } as const;
      const { offsets, ...layer } = await context.workers.run(task, { signal });
      return { ...layer, offsets: [...offsets] };
    },
    runStep(spec, call) {
      const listener = {
        output: (stream: 'stdout' | 'stderr', data: Buffer) =>
          call.send({ kind: 'output', stream, base64: data.toString('base64') }),
        note: (text: string) => call.send({ kind: 'note', text }),
        onLost: (action: () => void) => void call.onConnectionLost(action),
        client: call.client,
      };
      return steps.run(spec, listener, call.signal);
    },
    async settleSteps(_, { client }) {
      await steps.settled(client);
      return null;
    },
    async createContainer(spec, call) {
      const started = await containers.create(spec, call.signal);
      // A command line that is killed between creating and starting must not leave it waiting.
      unstarted.set(
        spec.id,
        call.onConnectionLost(() => void containers.kill(spec.id)),
      );
      return started;
    },
    async beginContainer({ id }) {
      await containers.begin(id);
      unstarted.get(id)?.takeBack();
      unstarted.delete(id);
      return null;
    },
    signalContainer({ id, signal }) {
      containers.signal(id, signalNumber(signal));
      return Promise.resolve(null);
    },
    async killContainer({ id }) {
      await containers.kill(id);
      return null;
    },
    waitContainer: ({ id }, { signal }) => containers.wait(id, signal),
    async pauseContainer({ id }) {
      await containers.pause(id);
      return null;
    },
    async unpauseContainer({ id }) {
      await containers.unpause(id);
      return null;
    },
    listProcesses: ({ id, options }) => listProcesses(containers.running(id).pid, options),
    sampleContainer: ({ id }) => Promise.resolve(sampleResources(containers.running(id).pid)),
    async holdRoot(request, call) {
      const onRoot = (path: string) => call.send({ kind: 'root', path });
      await holdRoot(context, containers, request, onRoot, call.signal);
      return null;
    },
    async removeContainer({ id }) {
      await containers.remove(id);
      return null;
    },
    execContainer: (spec) => Promise.resolve({ command: containers.exec(spec) }),
    resizeExec({ pid, columns, rows }) {
      resizeTerminalOf(context.libc, pid, columns, rows);
      return Promise.resolve(null);
    },
    diffContainer: (request, { signal }) => reviewContainer(parts, request, signal),
    async scanContainer(request, { signal }) {
      return { secrets: await scanContainer(parts, request, signal) };
    },
    readChange({ id, path, limitBytes }) {
      const content = readInFolder(containers.folders(id).upper, path, limitBytes);
      return Promise.resolve({
        content:
          content === null
            ? null
            : { base64: content.bytes.toString('base64'), sizeBytes: content.sizeBytes },
      });
    },
    commitContainer(request, call) {
      const onBytes = (done: number, total: number | null) =>
        call.send({ kind: 'bytes', done, total });
      return writeSnapshot(context, containers, request, onBytes, call.signal);
    },
  };
}

/** Whether a path leads to the same file as for the client, which may be in another mount namespace. */
function isSeen(witness: FileWitness | null): boolean {
  if (witness === null) return true;
  const found = statSync(encodePath(witness.path), { bigint: true, throwIfNoEntry: false });
  return String(found?.dev) === witness.dev && String(found?.ino) === witness.ino;
}

/** `TERM`, `SIGTERM` or `15`. INVALID_ARGUMENT. */
export function signalNumber(text: string): number {
  const upper = text.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  const byName = (constants.signals as Record<string, number | undefined>)[name];
  const number = /^\d+$/.test(text) ? Number(text) : (byName ?? realTimeSignal(name));
  if (number === null || number < 1 || number > 64) {
    throw new DarkroomError('INVALID_ARGUMENT', `Invalid signal: ${text}`);
  }
  return number;
}

/** SIGRTMIN+n and SIGRTMAX-n as glibc and Docker number them. */
function realTimeSignal(name: string): number | null {
  const match = /^SIGRT(MIN|MAX)(?:([+-])(\d{1,2}))?$/.exec(name);
  if (match === null) return null;
  const offset = match[3] === undefined ? 0 : Number(`${match[2] ?? '+'}${match[3]}`);
  return (match[1] === 'MIN' ? 34 : 64) + offset;
}
