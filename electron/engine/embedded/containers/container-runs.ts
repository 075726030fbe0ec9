import { join } from 'node:path';
import { toWire } from '../../../../shared/errors';
import type { Sandbox } from '../../../runtime/sandbox';
import { containerEvent, mountEvent } from '../../../store/container-events';
import type { ContainerRecord, Store } from '../../../store/store';
import type { AttachOptions, ProcessStdio, SessionEnd, StopOptions } from '../../engine';
import { signalNumber } from '../signals';
import { AttachSocket } from './attach-socket';
import { readStoredConfig } from './container-config';
import { containerSpec } from './container-spec';
import { DetachKeys } from './detach-keys';
import type { StoredMount } from './mounts';
import { runSession } from './session';
import { settleById } from './settle';

const defaultStopSeconds = 10;
const never = () => new AbortController().signal;

/** Starts, connects with and ends the processes of containers, and keeps the index in step. */
export class ContainerRuns {
  constructor(private readonly parts: { readonly store: Store; readonly sandbox: Sandbox }) {}

  async start(record: ContainerRecord): Promise<void> {
    await this.launch(record, () => undefined);
  }

  /** Connected before the command runs, so that no byte is lost. */
  async startAttached(
    record: ContainerRecord,
    stdio: ProcessStdio,
    options: AttachOptions,
  ): Promise<SessionEnd> {
    const keys = new DetachKeys(options.detachKeys);
    let session: Promise<'ended' | 'detached'> | null = null;
    await this.launch(record, () => {
      session = this.session(record, stdio, { ...options, keys, redraw: false });
      session.catch(() => undefined); // waited for below
    });
    return this.endOf(record, session);
  }

  async attach(
    record: ContainerRecord,
    stdio: ProcessStdio,
    options: AttachOptions,
  ): Promise<SessionEnd> {
    const keys = new DetachKeys(options.detachKeys);
    return this.endOf(record, this.session(record, stdio, { ...options, keys, redraw: true }));
  }

  /** Asks with the container's stop signal, and kills when the time is over. */
  async stop(record: ContainerRecord, options: StopOptions): Promise<void> {
    const { sandbox } = this.parts;
    const { config } = await readStoredConfig(this.folder(record));
    const signal = options.signal ?? record.options.stopSignal ?? config.StopSignal ?? 'SIGTERM';
    const seconds =
      options.timeoutSeconds ?? record.options.stopTimeoutSeconds ?? defaultStopSeconds;
    const { events } = this.parts.store;
    const tellOf = (number: number) =>
      events.add(containerEvent(record, 'kill', { signal: String(number) }));
    try {
      tellOf(signalNumber(signal));
      await this.signal(record, signal);
      // Docker's -1: wait for as long as it takes.
      const limit = seconds < 0 ? never() : AbortSignal.timeout(seconds * 1000);
      await sandbox.waitContainer(record.id, limit);
    } catch (error) {
      const { code } = toWire(error);
      if (code !== 'CONTAINER_NOT_RUNNING' && code !== 'CANCELLED') throw error;
      tellOf(signalNumber('SIGKILL'));
      await sandbox.killContainer(record.id);
    }
    settleById(this.parts.store, sandbox, record.id);
  }

  /** As docker: one that is paused is let go on, so that the signal arrives. */
  async signal(record: ContainerRecord, signal: string): Promise<void> {
    const { store, sandbox } = this.parts;
    await sandbox.signalContainer(record.id, signal);
    if (record.state !== 'paused') return;
    await sandbox.unpauseContainer(record.id);
    store.containers.update(record.id, { state: 'running' });
  }

  /** Creates, lets `beforeStart` connect, starts; a failure is kept with the container. */
  private async launch(record: ContainerRecord, beforeStart: () => void): Promise<void> {
    const { store, sandbox } = this.parts;
    try {
      const stored = await readStoredConfig(this.folder(record));
      const spec = containerSpec(record.id, stored, record.options);
      const { pid, pidStartTicks } = await sandbox.createContainer(spec, never());
      beforeStart();
      this.tellMounts(record, stored.mounts);
      store.containers.update(record.id, {
        state: 'running',
        pid,
        pidStartTicks,
        exitCode: null,
        startedAt: new Date().toISOString(),
        finishedAt: null,
        error: '',
      });
      await sandbox.beginContainer(record.id);
    } catch (error) {
      const { code, message } = toWire(error);
      if (code !== 'CONTAINER_RUNNING') {
        store.containers.update(record.id, {
          state: record.state === 'created' ? 'created' : 'exited',
          pid: null,
          pidStartTicks: null,
          exitCode: startExitCode(code),
          error: message,
        });
      }
      throw error;
    }
  }

  private tellMounts({ id }: ContainerRecord, mounts: ReadonlyArray<StoredMount>): void {
    for (const { point } of mounts) {
      if (point.kind !== 'volume') continue;
      const { name, target, readOnly } = point;
      const more = { destination: target, propagation: '', 'read/write': String(!readOnly) };
      this.parts.store.events.add(mountEvent('mount', name, id, more));
    }
  }

  private async session(
    record: ContainerRecord,
    stdio: ProcessStdio,
    options: AttachOptions & { readonly keys: DetachKeys; readonly redraw: boolean },
  ): Promise<'ended' | 'detached'> {
    this.parts.store.events.add(containerEvent(record, 'attach'));
    const socket = AttachSocket.open(join(this.folder(record), 'bundle'));
    const { tty = false, interactive = false } = record.options;
    const streams = interactive ? stdio : { ...stdio, stdin: null };
    return runSession(socket, streams, {
      tty,
      redraw: options.redraw,
      detachKeys: options.keys,
      proxySignals: options.proxySignals ?? true,
      onSignal: (signal) =>
        void this.parts.sandbox.signalContainer(record.id, signal).catch(() => undefined),
    });
  }

  private async endOf(
    record: ContainerRecord,
    session: Promise<'ended' | 'detached'> | null,
  ): Promise<SessionEnd> {
    // Asked for before the session ends, so that nobody who removes the container is faster.
    const ended = this.waitForEnd(record, never());
    ended.catch(() => undefined);
    if ((await session) === 'detached') return { kind: 'detached' };
    return { kind: 'exited', exitCode: await ended };
  }

  /** The exit code, once the container has ended. */
  async waitForEnd(record: ContainerRecord, signal: AbortSignal): Promise<number> {
    const { exitCode } = await this.parts.sandbox.waitContainer(record.id, signal);
    settleById(this.parts.store, this.parts.sandbox, record.id);
    return exitCode;
  }

  private folder(record: ContainerRecord): string {
    return this.parts.store.paths.container(record.id);
  }
}

function startExitCode(code: string): number {
  if (code === 'COMMAND_NOT_FOUND') return 127;
  return code === 'COMMAND_NOT_EXECUTABLE' ? 126 : 128;
}
