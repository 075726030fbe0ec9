import { StringDecoder } from 'node:string_decoder';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DarkroomError, isCancelled } from '../../../../../shared/errors';
import type { SandboxMount, StepSpec } from '../../../../runtime/step';
import { buildKey, type KeyPart } from '../cache/build-key';
import { stepFailed, OutputTail } from '../build-error';
import type { RunWork } from '../plan/stage-recipe';
import type { BuildSession, StepSources } from '../step-context';
import { SecretMask } from './secret-mask';
import type { PreparedStep } from './prepared-step';
import { mountKey, prepareMounts, type PreparedMounts } from './run-mounts';

/** BuildKit's; `BUILDKIT_SANDBOX_HOSTNAME` names another. */
const defaultHostname = 'buildkitsandbox';

export interface RunStepPlace {
  readonly number: number;
}

/** RUN: one process over the layers so far; what it changes is the layer. */
export async function prepareRun(
  session: BuildSession,
  work: RunWork,
  sources: StepSources,
  place: RunStepPlace,
  signal: AbortSignal,
): Promise<PreparedStep> {
  const { command, env, workingDir, user, instruction } = work;
  const network = instruction.network === 'default' ? session.network : instruction.network;
  const mounts = await mountKey(session, work, sources, signal);
  const script =
    command.script === undefined ? null : [command.script.path, command.script.content];
  const instructionKey = buildKey(
    'run',
    [...command.args],
    script,
    [...env],
    workingDir,
    user,
    network,
    mounts,
    ...limitsKey(session),
  );
  return {
    keys: [buildKey('run', instructionKey, sources.parent)],
    facts: { instruction: instructionKey, files: {}, filesKey: '' },
    make: (stop) => execute(session, work, sources, network, place, stop),
  };
}

async function execute(
  session: BuildSession,
  work: RunWork,
  sources: StepSources,
  network: 'host' | 'none',
  place: RunStepPlace,
  signal: AbortSignal,
): Promise<{ readonly diffId: string; readonly unchanged: boolean }> {
  const staged = await session.store.blobs.stage();
  const tail = new OutputTail();
  const output = new StepOutput(session, place.number, tail);
  let mounts: PreparedMounts | null = null;
  try {
    mounts = await prepareMounts(session, work, sources, signal);
    output.hide(mounts.secrets);
    const script = await writeScript(work, staged.path);
    const result = await session.sandbox.runStep(
      {
        lowers: sources.parent,
        args: work.command.args,
        env: [...work.env, ...work.proxyEnv, ...mounts.env],
        workingDir: work.workingDir,
        user: work.user,
        network,
        hostname: session.request.hostname ?? defaultHostname,
        mounts: [...mounts.mounts, ...script],
        ...limits(session),
        stagedBlobPath: staged.path,
      },
      output,
      signal,
    );
    output.end();
    if (result.exitCode !== 0 || result.layer === null) {
      throw stepFailed(work, place.number, result.exitCode, tail.text);
    }
    const { diffId, sizeBytes, entries, secrets } = result.layer;
    session.hold(diffId);
    await staged.commit(diffId, sizeBytes, { durable: false });
    await session.store.layers.put(diffId, sizeBytes, entries);
    session.store.secrets.putFindings(diffId, secrets);
    return { diffId, unchanged: true };
  } catch (error) {
    output.end();
    throw startFailure(error, work, place.number, tail.text);
  } finally {
    await mounts?.release();
    await staged.discard();
    if (work.command.script !== undefined)
      await rm(scriptFolder(staged.path), { recursive: true, force: true });
  }
}

/** What `--add-host`, `--shm-size` and `--ulimit` ask for. */
function limits({
  request,
}: BuildSession): Pick<StepSpec, 'extraHosts' | 'shmSizeBytes' | 'ulimits'> {
  const { extraHosts, shmSizeBytes, ulimits } = request;
  return {
    ...(extraHosts === undefined || extraHosts.length === 0
      ? {}
      : { extraHosts: extraHosts.map(({ host, address }) => `${address}\t${host}`) }),
    ...(shmSizeBytes === undefined ? {} : { shmSizeBytes }),
    ...(ulimits === undefined || ulimits.length === 0 ? {} : { ulimits }),
  };
}

/** They are seen by the process, so they belong to the key; without them it is as it was. */
function limitsKey(session: BuildSession): ReadonlyArray<KeyPart> {
  const { hostname } = session.request;
  const asked = { ...limits(session), ...(hostname === undefined ? {} : { hostname }) };
  return Object.keys(asked).length === 0 ? [] : [JSON.stringify(asked)];
}

/** A program that cannot be started is the step's failure, with the exit codes a shell gives. */
function startFailure(error: unknown, work: RunWork, step: number, output: string): unknown {
  if (!(error instanceof DarkroomError) || isCancelled(error)) return error;
  if (error.code === 'COMMAND_NOT_FOUND') return stepFailed(work, step, 127, output, error);
  if (error.code === 'COMMAND_NOT_EXECUTABLE') return stepFailed(work, step, 126, output, error);
  return error;
}

/** A here-document with `#!` is mounted as a program. */
async function writeScript(
  work: RunWork,
  stagedPath: string,
): Promise<ReadonlyArray<SandboxMount>> {
  const { script } = work.command;
  if (script === undefined) return [];
  const folder = scriptFolder(stagedPath);
  const name = script.path.slice(script.path.lastIndexOf('/') + 1);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await writeFile(`${folder}/${name}`, script.content, { mode: 0o755 });
  return [{ kind: 'bind', source: folder, target: dirname(script.path), readOnly: true }];
}

function scriptFolder(stagedPath: string): string {
  return `${stagedPath}.script`;
}

/** Hands a step's output to the log as text, whole characters at a time. */
class StepOutput {
  private masks = { stdout: new SecretMask([]), stderr: new SecretMask([]) };
  private readonly decoders = {
    stdout: new StringDecoder('utf8'),
    stderr: new StringDecoder('utf8'),
  };

  constructor(
    private readonly session: Pick<BuildSession, 'log'>,
    private readonly step: number,
    private readonly tail: OutputTail,
  ) {}

  readonly onOutput = (stream: 'stdout' | 'stderr', data: Buffer): void => {
    this.write(stream, this.decoders[stream].write(data));
  };

  readonly onNote = (text: string): void => {
    this.session.log({ kind: 'message', text });
  };

  /** From now on these values are not shown. */
  hide(secrets: ReadonlyArray<string>): void {
    this.masks = { stdout: new SecretMask(secrets), stderr: new SecretMask(secrets) };
  }

  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      this.write(stream, this.decoders[stream].end());
      this.show(stream, this.masks[stream].end());
    }
  }

  private write(stream: 'stdout' | 'stderr', text: string): void {
    this.show(stream, this.masks[stream].push(text));
  }

  private show(stream: 'stdout' | 'stderr', text: string): void {
    if (text === '') return;
    this.tail.add(text);
    this.session.log({ kind: 'output', step: this.step, stream, text });
  }
}
