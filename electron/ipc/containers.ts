import type { Engine } from '../engine/engine';
import type { HandlersOf, ServicesSource } from './handlers';
import { LogTail } from './log-tail';

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
    'containers.remove': async ({ name, force }) => {
      await (await engine()).containers.remove(name, { force });
      return null;
    },
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
