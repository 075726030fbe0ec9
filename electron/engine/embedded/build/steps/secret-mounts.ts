import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { DarkroomError } from '../../../../../shared/errors';
import type { SecretSource } from '../../../../../shared/model/build';
import type { SecretMount, SshMount } from '../../../../dockerfile/dockerfile';
import { makeMemoryFolder } from '../../../../store/memory-folder';
import type { StepMount } from '../../../../runtime/step';
import { cleanAbsolute, joinWorkingDir } from '../../config-instruction';
import type { RunWork } from '../plan/stage-recipe';
import type { BuildSession } from '../step-context';

/** Undoes what a mount needed, once its step has ended. */
export type Release = () => void | Promise<void>;

export interface GivenMount {
  readonly mounts: ReadonlyArray<StepMount>;
  readonly env: ReadonlyArray<string>;
  /** Values that no log may have. */
  readonly secrets: ReadonlyArray<string>;
}

const nothing: GivenMount = { mounts: [], env: [], secrets: [] };
/** BuildKit's limit. */
const secretLimitBytes = 500 * 1024;

/** `RUN --mount=type=secret` and `type=ssh`. NOT_FOUND for one that is required; located. */
export function secretMount(
  session: BuildSession,
  work: RunWork,
  mount: SecretMount | SshMount,
  releases: Release[],
): Promise<GivenMount> {
  return mount.kind === 'secret'
    ? mountSecret(session, work, mount, releases)
    : mountAgent(session, work, mount, releases);
}

async function mountSecret(
  session: BuildSession,
  work: RunWork,
  mount: SecretMount,
  releases: Release[],
): Promise<GivenMount> {
  const source = session.request.secrets?.[mount.id];
  if (source === undefined) {
    const none = missing(
      mount,
      `secret ${mount.id}: not found`,
      `--secret id=${mount.id},src=FILE`,
    );
    // BuildKit sets the variable all the same
    return mount.env === undefined ? none : { ...none, env: [`${mount.env}=`] };
  }
  const value = await readSecret(mount, source);
  const text = value.toString('utf8');
  const secrets = [text];
  const env = mount.env === undefined ? [] : [`${mount.env}=${text}`];
  if (mount.target === undefined) return { mounts: [], env, secrets };
  const folder = await closedFolder(releases);
  const path = join(folder, 'secret');
  await writeFile(path, value, { mode: 0o600 });
  const target = cleanAbsolute(joinWorkingDir(work.workingDir, mount.target));
  const owner = ownerOf(mount, 0o400);
  return { mounts: [{ kind: 'bind', source: path, target, readOnly: true, owner }], env, secrets };
}

/** Removed with what it holds after the step. */
async function closedFolder(releases: Release[]): Promise<string> {
  const folder = await makeMemoryFolder();
  releases.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function ownerOf(
  { uid = 0, gid = 0, mode }: SecretMount | SshMount,
  usual: number,
): { readonly uid: number; readonly gid: number; readonly mode: number } {
  return { uid, gid, mode: mode ?? usual };
}

async function readSecret(mount: SecretMount, source: SecretSource): Promise<Buffer> {
  const { id, range } = mount;
  if (source.kind === 'value') return Buffer.from(source.value, 'utf8');
  if (source.kind === 'env') return Buffer.from(process.env[source.name] ?? '', 'utf8');
  const value = await readFile(source.path).catch((cause: unknown) => {
    const message = `secret ${id}: “${source.path}” cannot be read`;
    throw new DarkroomError('NOT_FOUND', message, { range, data: { id }, cause });
  });
  if (value.length <= secretLimitBytes) return value;
  const message = `secret ${id}: “${source.path}” is larger than 500 KiB`;
  throw new DarkroomError('INVALID_ARGUMENT', message, { range, data: { id } });
}

async function mountAgent(
  session: BuildSession,
  work: RunWork,
  mount: SshMount,
  releases: Release[],
): Promise<GivenMount> {
  const id = mount.id === '' ? 'default' : mount.id;
  const source = session.request.sshAgents?.[id];
  const index = work.instruction.mounts.filter(({ kind }) => kind === 'ssh').indexOf(mount);
  const written = mount.target ?? `/run/buildkit/ssh_agent.${index}`;
  const target = cleanAbsolute(joinWorkingDir(work.workingDir, written));
  // BuildKit names the first socket even when no agent is there, unless the image names one
  const isNamed = index > 0 || work.env.some((pair) => pair.startsWith('SSH_AUTH_SOCK='));
  const env = isNamed ? [] : [`SSH_AUTH_SOCK=${target}`];
  if (source === undefined) {
    const none = missing(mount, `ssh ${id}: no agent was handed over`, `--ssh ${id}`);
    return { ...none, env };
  }
  if ((await stat(source).catch(() => null))?.isSocket() !== true) {
    throw new DarkroomError('NOT_FOUND', `ssh ${id}: “${source}” is no agent's socket`, {
      range: mount.range,
      data: { id },
      hint: 'Start ssh-agent, add the key to it with ssh-add, and pass its socket.',
    });
  }
  const path = join(await closedFolder(releases), 'agent');
  releases.push(await relaySocket(source, path));
  const owner = ownerOf(mount, 0o600);
  return {
    mounts: [{ kind: 'bind', source: path, target, readOnly: false, owner }],
    env,
    secrets: [],
  };
}

/** A socket of the step's own before the agent's: the owner and mode of that one are not ours to change. */
async function relaySocket(agent: string, path: string): Promise<Release> {
  const open = new Set<Socket>();
  const server = createServer((inside) => {
    const outside = createConnection(agent);
    for (const [from, to] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      open.add(from);
      from.on('error', () => to.destroy()).on('close', () => open.delete(from));
      from.pipe(to);
    }
  });
  server.listen(path);
  await once(server, 'listening');
  return () => {
    for (const socket of open) socket.destroy();
    server.close();
  };
}

/** One that is not required is just not there. */
function missing(mount: SecretMount | SshMount, message: string, option: string): GivenMount {
  if (!mount.required) return nothing;
  throw new DarkroomError('NOT_FOUND', message, {
    range: mount.range,
    data: { id: mount.id },
    hint: `This build was started without it: pass ${option}.`,
  });
}
