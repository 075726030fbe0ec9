import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { darkroomPath } from '../helpers/command-line';
import { PseudoTerminal } from '../helpers/pseudo-terminal';
import { ContractHost, contractNames, present, quietWork } from './engines';

describe.each(contractNames)('containers of %s', (name) => {
  describe.skipIf(!present.has(name))('are', () => {
    let host: ContractHost;
    let base = '';
    let count = 0;
    const containers = () => host.engine.containers;
    const nextName = () => `${host.prefix}-${(count += 1)}`;

    /** A container that runs a shell script, started. */
    async function started(script: string): Promise<string> {
      const container = await containers().create({
        image: base,
        name: nextName(),
        command: ['sh', '-c', script],
        network: 'host',
      });
      await containers().start(container.id);
      return container.id;
    }

    beforeAll(async () => {
      host = await ContractHost.open(name);
      base = await host.importBase();
    });
    afterAll(() => host.close());

    it('created with what was asked for', async () => {
      const containerName = nextName();
      const created = await containers().create({
        image: base,
        name: containerName,
        command: ['env'],
        env: ['A=1', 'B=two words'],
        workingDir: '/tmp',
        user: 'leon',
        hostname: 'contract',
        labels: { who: 'leon' },
        network: 'none',
      });
      expect(created).toMatchObject({ name: containerName, state: 'created', exitCode: null });
      const detail = await containers().inspect(containerName);
      expect(detail).toMatchObject({
        id: created.id,
        imageId: (await host.engine.images.inspect(base)).id,
        imageName: base,
        workingDir: '/tmp',
        user: 'leon',
        state: 'created',
        startedAt: null,
        finishedAt: null,
        tty: false,
      });
      expect(detail.env).toEqual(expect.arrayContaining(['A=1', 'B=two words', 'PATH=/bin']));
      expect(detail.labels).toMatchObject({ who: 'leon', 'made.by': 'contract' });
    });

    it('refused with a stable code', async () => {
      const taken = nextName();
      const first = await containers().create({ image: base, name: taken, network: 'host' });
      await expect(containers().create({ image: base, name: taken })).rejects.toMatchObject({
        code: 'CONTAINER_NAME_IN_USE',
      });
      await expect(containers().create({ image: `${host.prefix}:none` })).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
      });
      await expect(containers().inspect(`${host.prefix}-none`)).rejects.toMatchObject({
        code: 'CONTAINER_NOT_FOUND',
      });
      await expect(containers().kill(first.id, 'SIGTERM')).rejects.toMatchObject({
        code: 'CONTAINER_NOT_RUNNING',
      });
    });

    it('started, waited for and listed with their exit code', async () => {
      const id = await started('exit 7');
      expect(await containers().wait(id, new AbortController().signal)).toBe(7);
      const found = (await containers().list({ all: true })).find((one) => one.id === id);
      expect(found).toMatchObject({ state: 'exited', exitCode: 7, imageName: base });
      expect(Date.parse(found?.finishedAt ?? '')).toBeGreaterThan(Date.now() - 120_000);
      expect((await containers().list({ all: false })).map((one) => one.id)).not.toContain(id);
    });

    it('stopped and killed', async () => {
      const stopped = await started('trap "exit 3" TERM; while true; do sleep 0.1; done');
      await delay(500);
      await containers().stop(stopped, { timeoutSeconds: 10 });
      expect(await containers().inspect(stopped)).toMatchObject({ state: 'exited', exitCode: 3 });
      const killed = await started('sleep 1000');
      await containers().kill(killed, 'SIGKILL');
      expect(await containers().wait(killed, new AbortController().signal)).toBe(137);
    });

    it('removed, but not by mistake while they run', async () => {
      const id = await started('sleep 1000');
      await expect(containers().remove(id, { force: false })).rejects.toMatchObject({
        code: 'CONTAINER_RUNNING',
      });
      await containers().remove(id, { force: true });
      await expect(containers().inspect(id)).rejects.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
    });

    it('read: logs of both streams', async () => {
      const id = await started(
        'echo out; echo err >&2; sleep 0.5; for i in $(seq 3); do echo $i; done',
      );
      await containers().wait(id, new AbortController().signal);
      const read = async (tail: number | null) => {
        const text = { stdout: '', stderr: '' };
        await containers().logs(
          id,
          { follow: false, tail, timestamps: false },
          (stream, data) => (text[stream] += data.toString()),
          new AbortController().signal,
        );
        return text;
      };
      expect(await read(null)).toEqual({ stdout: 'out\n1\n2\n3\n', stderr: 'err\n' });
      expect((await read(2)).stdout).toBe('2\n3\n');
    });

    it('followed until they end', async () => {
      const id = await started('for i in $(seq 5); do echo line $i; sleep 0.2; done');
      let text = '';
      await containers().logs(
        id,
        { follow: true, tail: null, timestamps: false },
        (_stream, data) => (text += data.toString()),
        new AbortController().signal,
      );
      expect(text).toBe('line 1\nline 2\nline 3\nline 4\nline 5\n');
    });

    it('left alone when following stops', async () => {
      const id = await started('while true; do echo again; sleep 0.1; done');
      const controller = new AbortController();
      const following = containers().logs(
        id,
        { follow: true, tail: null, timestamps: false },
        () => controller.abort(),
        controller.signal,
      );
      await following.catch((error: unknown) => expect(error).toMatchObject({ code: 'CANCELLED' }));
      expect((await containers().inspect(id)).state).toBe('running');
      await containers().remove(id, { force: true });
    });

    it('compared with their image', async () => {
      const id = await started('echo new > /tmp/new; echo x >> /etc/os-release; rm /etc/group');
      await containers().wait(id, new AbortController().signal);
      const changes = await containers().diff(id);
      const kinds = Object.fromEntries(changes.map((change) => [change.path, change.kind]));
      expect(kinds).toMatchObject({
        '/tmp/new': 'added',
        '/etc/os-release': 'changed',
        '/etc/group': 'deleted',
      });
      const added = changes.find((change) => change.path === '/tmp/new');
      expect(added).toMatchObject({ sizeBytes: 4, entryKind: 'file' });
    });

    it('measured: what they changed, and all of it', async () => {
      const id = await started('head -c 70000 /dev/zero > /tmp/seventy');
      await containers().wait(id, new AbortController().signal);
      const { changesBytes, totalBytes } = await containers().size(id);
      expect(changesBytes).toBeGreaterThanOrEqual(70_000);
      // Podman has a few bytes of its own in it.
      expect(changesBytes).toBeLessThan(70_100);
      expect(totalBytes).toBeGreaterThan(1_000_000);
    });

    it('committed', async () => {
      const id = await started('echo kept > /tmp/kept');
      await containers().wait(id, new AbortController().signal);
      const reference = `${host.prefix}:committed`;
      const result = await containers().commit(
        {
          container: id,
          reference,
          message: 'aa',
          author: 'leon',
          changes: ['ENV MORE=1'],
          allowSecrets: true,
        },
        quietWork(),
      );
      const image = await host.engine.images.inspect(reference);
      expect(image).toMatchObject({ id: result.imageId, names: [reference] });
      expect(image.config).toMatchObject({ author: 'leon' });
      expect(image.config.config.Env).toContain('MORE=1');
      expect(image.config.rootfs.diff_ids).toHaveLength(2);
      expect(result.diffId).toBe(image.config.rootfs.diff_ids.at(-1));
      const kept = await host.engine.images.readFile(reference, '/tmp/kept', 100);
      expect(Buffer.from(kept).toString()).toBe('kept\n');
    });

    it('run from the command line: output, errors, exit code, input', async () => {
      const run = await host.run('run', '--rm', base, 'sh', '-c', 'echo out; echo err >&2; exit 5');
      expect(run).toEqual({ exitCode: 5, stdout: 'out\n', stderr: 'err\n' });
      const child = spawn(
        darkroomPath,
        ['--engine', host.engineName, 'run', '-i', '--rm', base, 'cat'],
        {
          env: {
            ...process.env,
            ELECTRON_RUN_AS_NODE: undefined,
            DARKROOM_ROOT: host.darkroom.root,
          },
          stdio: ['pipe', 'pipe', 'inherit'],
        },
      );
      const sent = 'x'.repeat(1_000_000);
      child.stdin.end(sent);
      let received = '';
      for await (const chunk of child.stdout) received += String(chunk);
      expect(received.length).toBe(sent.length);
    });

    it('run with docker’s exit codes for a command that is not there', async () => {
      const missing = await host.run('run', '--rm', base, '/bin/none');
      expect(missing.exitCode).toBe(127);
      expect(missing.stderr).toContain('/bin/none');
    });

    it('entered with exec', async () => {
      const id = await started('sleep 1000');
      const ok = (...args: string[]) => host.ok('exec', ...args);
      expect(
        await ok('-e', 'A=1', '-w', '/etc', '-u', 'leon', id, 'sh', '-c', 'id -un; pwd; echo $A'),
      ).toBe('leon\n/etc\n1');
      expect((await host.run('exec', id, 'sh', '-c', 'exit 4')).exitCode).toBe(4);
      await containers().remove(id, { force: true });
      expect((await host.run('exec', id, 'true')).stderr).toContain('CONTAINER_NOT_FOUND');
    });

    it('used at a terminal, left with the detach keys and attached to again', async () => {
      const containerName = nextName();
      const terminal = open('run', '-it', '--name', containerName, base, 'sh');
      await terminal.waitFor(/# /);
      terminal.type('stty size; echo is $((40 + 2))\r');
      await terminal.waitFor(/30 100[\s\S]*is 42/);
      // As fingers do: Podman misses keys that come in one piece.
      terminal.type('\x10');
      await delay(100);
      terminal.type('\x11');
      expect(await terminal.exit()).toBe(0);
      expect((await containers().inspect(containerName)).state).toBe('running');
      const again = open('attach', containerName);
      await delay(500);
      again.type('echo still $((50 + 1))\r');
      await again.waitFor(/still 51/);
      again.type('exit 6\r');
      expect(await again.exit()).toBe(6);
    });

    it('announced when they change', async () => {
      let count = 0;
      const listening = host.engine.onDidChange((what) => {
        if (what === 'containers') count += 1;
      });
      // Following begins with a change of its own: what came before was not heard.
      await delay(2000);
      const before = count;
      // By another process: nothing in this one knows of it.
      await host.ok('create', '--name', nextName(), base);
      await expect.poll(() => count, { timeout: 60_000, interval: 100 }).toBeGreaterThan(before);
      listening.dispose();
    });

    function open(...args: ReadonlyArray<string>): PseudoTerminal {
      return new PseudoTerminal(darkroomPath, ['--engine', host.engineName, ...args], {
        DARKROOM_ROOT: host.darkroom.root,
      });
    }
  });
});
