import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../electron/engine/engine';
import { ContractHost, contractNames, present } from './engines';

const sockets = {
  'docker 20.10': '/var/run/docker.sock',
  'docker 26.1': (process.env['DARKROOM_DOCKER26_HOST'] ?? '/tmp/peers26/docker.sock').replace(
    'unix://',
    '',
  ),
  'podman 4.3': (process.env['DARKROOM_PODMAN_HOST'] ?? '/tmp/peers-podman/podman.sock').replace(
    'unix://',
    '',
  ),
} as const;

/** A way to an engine that can be cut and opened again. */
class Wire {
  private server: Server | null = null;
  private readonly ends = new Set<Socket>();

  constructor(
    readonly path: string,
    private readonly target: string,
  ) {}

  async open(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.target);
      for (const end of [near, far]) {
        this.ends.add(end);
        end.on('error', () => undefined);
        end.on('close', () => (near.destroy(), far.destroy(), this.ends.delete(end)));
      }
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => server.listen(this.path, resolve));
    this.server = server;
  }

  async cut(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const end of this.ends) end.destroy();
    await closed;
    await rm(this.path, { force: true });
    this.server = null;
  }
}

describe.each(contractNames.filter((name) => name !== 'embedded'))(
  'a lost connection to %s',
  (name) => {
    describe.skipIf(!present.has(name))('is', () => {
      let host: ContractHost;
      let folder = '';
      let wire: Wire;
      let engine: Engine;
      let base = '';

      beforeAll(async () => {
        host = await ContractHost.open(name);
        base = await host.importBase();
        folder = await mkdtemp(join(tmpdir(), 'darkroom-wire-'));
        wire = new Wire(join(folder, 'wire.sock'), sockets[name]);
        await wire.open();
        await host.services.engines.addByHand({ name: 'wire', address: `unix://${wire.path}` });
        engine = await host.services.engines.get('wire');
      });
      afterAll(async () => {
        await wire.cut();
        await host.close();
        await rm(folder, { recursive: true, force: true });
      });

      it('told, tried again and told when it is back', async () => {
        const states: string[] = [];
        const changes: string[] = [];
        const watching = engine.onDidChangeState((state) => states.push(state.kind));
        const listening = engine.onDidChange((what) => changes.push(what));
        await expect.poll(() => engine.state.kind, { timeout: 20_000 }).toBe('connected');
        await wire.cut();
        await expect.poll(() => engine.state.kind, { timeout: 20_000 }).toBe('unreachable');
        expect(engine.state).toMatchObject({ retryAt: expect.any(Number) as number });
        await expect(engine.images.list()).rejects.toMatchObject({ code: 'ENGINE_NOT_RUNNING' });
        changes.length = 0;
        await wire.open();
        await expect.poll(() => engine.state.kind, { timeout: 40_000 }).toBe('connected');
        // What changed meanwhile nobody told: everything is to be read again.
        await expect.poll(() => [...new Set(changes)].sort()).toEqual(['containers', 'images']);
        expect(states).toContain('unreachable');
        watching.dispose();
        listening.dispose();
      });

      it.each([false, true])(
        'resumed by logs that are followed, without a gap (tty %s)',
        async (tty) => {
          const container = await engine.containers.create({
            image: base,
            name: `${host.prefix}-wire-${String(tty)}`,
            command: ['sh', '-c', 'for i in $(seq 60); do echo line $i; sleep 0.1; done'],
            network: 'host',
            tty,
          });
          await engine.containers.start(container.id);
          let text = '';
          const following = engine.containers.logs(
            container.id,
            { follow: true, tail: null, timestamps: false },
            (_stream, data) => (text += data.toString()),
            new AbortController().signal,
          );
          await expect.poll(() => text, { timeout: 20_000 }).toContain('line 8');
          await wire.cut();
          await delay(700);
          await wire.open();
          await following;
          const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1}`);
          expect(text.split(/\r?\n/).filter((line) => line !== '')).toEqual(lines);
        },
      );
    });
  },
);
