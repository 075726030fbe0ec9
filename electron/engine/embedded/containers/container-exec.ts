import { randomBytes } from 'node:crypto';
import { mergeEnvironment } from '../../../runtime/spec/environment';
import { containerEvent } from '../../../store/container-events';
import type { ExecOptions, ProcessStdio } from '../../engine';
import { containerSpec } from './container-spec';
import type { ContainerLookup, ContainerParts } from './container-lookup';
import { runDetached, runWithStdio } from './exec';

/** Further processes in running containers. */
export class ContainerExec {
  constructor(
    private readonly parts: ContainerParts,
    private readonly lookup: ContainerLookup,
  ) {}

  async run(name: string, options: ExecOptions, stdio: ProcessStdio): Promise<number> {
    const command = await this.command(name, options);
    const { sandbox } = this.parts;
    const tell = this.tellOf(name, options);
    const exitCode = await runWithStdio(command, stdio, (pid, columns, rows) => {
      if (options.tty) void sandbox.resizeExec(pid, columns, rows).catch(() => undefined);
    });
    tell('exec_die', { exitCode: String(exitCode) });
    return exitCode;
  }

  async runDetached(name: string, options: ExecOptions): Promise<void> {
    const command = await this.command(name, { ...options, detach: true });
    this.tellOf(name, options);
    await runDetached(command);
  }

  /** Notes the start, and gives what notes more of the same process. */
  private tellOf(name: string, options: ExecOptions) {
    const record = this.lookup.find(name);
    const execID = randomBytes(32).toString('hex');
    const tell = (action: string, more: Record<string, string> = {}) =>
      this.parts.store.events.add(containerEvent(record, action, { execID, ...more }));
    const text = options.command.join(' ');
    tell(`exec_create: ${text}`);
    tell(`exec_start: ${text}`);
    return tell;
  }

  private async command(
    name: string,
    options: ExecOptions & { readonly detach?: boolean },
  ): Promise<ReadonlyArray<string>> {
    const record = this.lookup.up(name);
    const { store, sandbox } = this.parts;
    const spec = containerSpec(record.id, await this.lookup.storedConfig(record), record.options);
    const terminal = options.tty ? ['TERM=xterm'] : [];
    return sandbox.execCommand({
      id: store.containers.find(record.id).id,
      args: options.command,
      env: mergeEnvironment(spec.env, [...terminal, ...options.env]),
      workingDir: options.workingDir ?? spec.workingDir,
      user: options.user ?? spec.user,
      tty: options.tty,
      detach: options.detach ?? false,
      ...(spec.security === undefined ? {} : { security: spec.security }),
      ...(spec.groupAdd === undefined ? {} : { groupAdd: spec.groupAdd }),
    });
  }
}
