import type { AttachOptions, ExecOptions, ProcessStdio, SessionEnd } from '../../engine';
import type { DockerApi } from '../docker-api';
import type { ContainerAnswer } from './container-shapes';
import { ExitWatch } from './exit-watch';
import { place, running } from './lookup';
import { runSession } from './session';

/** Connected before the first byte: the output of a start cannot be missed. */
export async function attachSession(
  api: DockerApi,
  container: ContainerAnswer,
  stdio: ProcessStdio,
  options: AttachOptions,
  start: (() => Promise<void>) | null,
): Promise<SessionEnd> {
  const { Id, Config, HostConfig } = container;
  const connection = await api.hijack({
    method: 'POST',
    path: `${place(Id)}/attach`,
    query: {
      stream: true,
      stdin: stdio.stdin !== null,
      stdout: true,
      stderr: true,
      ...(options.detachKeys === undefined ? {} : { detachKeys: options.detachKeys }),
    },
    what: `Attach to container ${container.Name.slice(1)}`,
  });
  const exit = new ExitWatch(api, Id, HostConfig.AutoRemove ?? false, start !== null);
  try {
    await runSession(
      connection,
      stdio,
      {
        tty: Config.Tty ?? false,
        onResize: (columns, rows) => void resize(api, place(Id), columns, rows),
        onSignal: (signal) => {
          if (options.proxySignals !== false) void sendSignal(api, Id, signal);
        },
      },
      async () => {
        await exit.begin();
        await start?.();
      },
    );
    return await exit.end();
  } finally {
    exit.dispose();
  }
}

/** Resolves with the process's exit code. */
export async function execSession(
  api: DockerApi,
  name: string,
  options: ExecOptions,
  stdio: ProcessStdio,
): Promise<number> {
  const what = `Run ${options.command[0] ?? ''} in container ${name}`;
  const attached = { stdin: stdio.stdin !== null, output: true };
  const id = await createExec(api, name, options, attached);
  const connection = await api.hijack({
    method: 'POST',
    path: `/exec/${id}/start`,
    body: { Detach: false, Tty: options.tty },
    what,
  });
  await runSession(
    connection,
    stdio,
    {
      tty: options.tty,
      onResize: (columns, rows) => void resize(api, `/exec/${id}`, columns, rows),
      onSignal: () => undefined, // what is typed reaches the process itself
    },
    () => Promise.resolve(),
  );
  const ended = await api.json<{ readonly ExitCode: number | null }>({
    method: 'GET',
    path: `/exec/${id}/json`,
    what,
  });
  return ended.ExitCode ?? 0;
}

export async function execDetached(
  api: DockerApi,
  name: string,
  options: ExecOptions,
): Promise<void> {
  const id = await createExec(api, name, options, { stdin: false, output: false });
  await api.json({
    method: 'POST',
    path: `/exec/${id}/start`,
    body: { Detach: true, Tty: options.tty },
    what: `Run ${options.command[0] ?? ''} in container ${name}`,
  });
}

async function createExec(
  api: DockerApi,
  name: string,
  options: ExecOptions,
  attached: { readonly stdin: boolean; readonly output: boolean },
): Promise<string> {
  const container = await running(api, name);
  const { Id } = await api.json<{ readonly Id: string }>({
    method: 'POST',
    path: `${place(container.Id)}/exec`,
    body: {
      AttachStdin: attached.stdin,
      AttachStdout: attached.output,
      AttachStderr: attached.output,
      Tty: options.tty,
      Cmd: options.command,
      Env: options.tty ? ['TERM=xterm', ...options.env] : options.env,
      ...(options.user === null ? {} : { User: options.user }),
      ...(options.workingDir === null ? {} : { WorkingDir: options.workingDir }),
    },
    what: `Run ${options.command[0] ?? ''} in container ${name}`,
  });
  return Id;
}

/** A process that has just ended has no size any more. */
async function resize(api: DockerApi, path: string, columns: number, rows: number): Promise<void> {
  const query = { w: columns, h: rows };
  const request = { method: 'POST', path: `${path}/resize`, query, what: 'Resize' } as const;
  await api.json(request).catch(() => undefined);
}

/** One that has just ended takes no signal. */
async function sendSignal(api: DockerApi, id: string, signal: string): Promise<void> {
  const request = { method: 'POST', path: `${place(id)}/kill`, query: { signal } } as const;
  await api.json({ ...request, what: `Send ${signal}` }).catch(() => undefined);
}
