import { shell } from 'electron';

import { DarkroomError } from '../../shared/errors';
import type { NetworkPort } from '../../shared/model/container';
import type { Engine } from '../engine/engine';
import type { HandlersOf, ServicesSource } from './handlers';
import { LogTail } from './log-tail';

/** Links stay links, owners are the copying side's, as with a plain `docker cp`. */
const copyAsIs = { followLink: false, archive: false } as const;
const logCharacters = 1024 * 1024;

export function containerHandlers(services: ServicesSource): HandlersOf<'containers'> {
  const engine = async (): Promise<Engine> => (await services()).engine;
  return {
    'containers.list': async () => (await engine()).containers.list({ all: true }),
    'containers.inspect': async ({ name }) => (await engine()).containers.inspect(name),
    'containers.run': async (options) => {
      const { containers } = await engine();
      const created = await containers.create(options);
      try {
        await containers.start(created.id);
      } catch (error) {
        // The form is still open with the error in it: its name must be free for the next attempt.
        await containers.remove(created.id, { force: true }).catch(() => undefined);
        throw error;
      }
      const all = await containers.list({ all: true });
      return all.find((container) => container.id === created.id) ?? created;
    },
    'containers.start': async ({ name }) => {
      await (await engine()).containers.start(name);
      return null;
    },
    'containers.stop': async ({ name }) => {
      await (await engine()).containers.stop(name, { timeoutSeconds: null });
      return null;
    },
    'containers.kill': async ({ name }) => {
      await (await engine()).containers.kill(name, 'SIGKILL');
      return null;
    },
    'containers.pause': async ({ name }) => {
      await (await engine()).containers.pause(name);
      return null;
    },
    'containers.unpause': async ({ name }) => {
      await (await engine()).containers.unpause(name);
      return null;
    },
    'containers.restart': async ({ name }) => {
      await (await engine()).containers.restart(name, { timeoutSeconds: null });
      return null;
    },
    'containers.rename': async ({ name, newName }) => {
      await (await engine()).containers.rename(name, newName);
      return null;
    },
    'containers.ports': async ({ name }) => (await engine()).containers.ports(name),
    'containers.openPort': async ({ name, hostPort }) => {
      const ports = await (await engine()).containers.ports(name);
      const port = ports.find((one) => one.hostPort === hostPort && one.protocol === 'tcp');
      if (port === undefined) {
        throw new DarkroomError('NOT_FOUND', `${name} does not publish port ${hostPort}`, {
          data: { container: name, port: hostPort },
        });
      }
      await shell.openExternal(addressOf(port));
      return null;
    },
    'containers.files': async ({ name, path }) =>
      (await engine()).containers.listFolder(name, path),
    'containers.copyIn': async ({ name, sources, folder }, { signal }) => {
      const { copier } = await services();
      const into = folder.endsWith('/') ? folder : `${folder}/`;
      for (const source of sources) await copier.toContainer(name, source, into, copyAsIs, signal);
      return null;
    },
    'containers.copyOut': async ({ name, path, folder }, { signal }) => {
      const { copier } = await services();
      await copier.fromContainer(name, path, `${folder}/`, copyAsIs, signal);
      return null;
    },
    'containers.remove': async ({ name, force }) => {
      await (await engine()).containers.remove(name, { force });
      return null;
    },
    'containers.review': async ({ name }, { signal }) =>
      (await engine()).containers.review(name, signal),
    'containers.secrets': async ({ name }, { signal }) =>
      (await engine()).containers.findSecrets(name, signal),
    'containers.fileDiff': async ({ name, path }, { signal }) =>
      (await engine()).containers.fileDiff(name, path, signal),
    'containers.timeline': async ({ name }) => (await engine()).containers.timeline(name),
    'containers.diff': async ({ name }) => (await engine()).containers.diff(name),
    'containers.logs': async ({ name, tail }, { signal }) => {
      const text = new LogTail(logCharacters);
      await (
        await engine()
      ).containers.logs(
        name,
        { follow: false, tail, timestamps: false },
        (stream, data) => text.write(stream, data),
        signal,
      );
      return text.end();
    },
  };
}

/** Where this machine's browser finds a published port. */
function addressOf({ hostAddress, hostPort }: NetworkPort): string {
  const everywhere = hostAddress === '' || hostAddress === '0.0.0.0' || hostAddress === '::';
  const host = everywhere
    ? 'localhost'
    : hostAddress.includes(':')
      ? `[${hostAddress}]`
      : hostAddress;
  return `${hostPort === 443 ? 'https' : 'http'}://${host}:${hostPort}/`;
}
