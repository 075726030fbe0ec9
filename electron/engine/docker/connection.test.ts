import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineConnection } from './connection';

describe('a connection to an engine', () => {
  let folder = '';
  let server: Server;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'darkroom-engine-'));
    server = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(join(folder, 'engine.sock'), resolve));
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives up an engine that takes connections and does not answer', async () => {
    const path = join(folder, 'engine.sock');
    const connection = new EngineConnection({ kind: 'socket', path }, 200);
    const asked = connection.about(new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
    expect(sockets.length).toBeGreaterThan(0);
    expect(connection.state).toMatchObject({
      kind: 'unreachable',
      error: { code: 'ENGINE_UNREACHABLE' },
    });
    connection.dispose();
  });
});
