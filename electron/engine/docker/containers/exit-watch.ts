import type { Disposable } from '../../../base/disposable';
import type { SessionEnd } from '../../engine';
import type { DockerApi } from '../docker-api';
import type { ContainerAnswer } from './container-shapes';

/**
 * How a session's container ended. Waiting begins before the start, for a container that removes
 * itself can be asked for nothing afterwards.
 */
export class ExitWatch implements Disposable {
  private readonly abort = new AbortController();
  private waiting: Promise<number | null> = Promise.resolve(null);

  constructor(
    private readonly api: DockerApi,
    private readonly id: string,
    private readonly removesItself: boolean,
    private readonly starts: boolean,
  ) {}

  /** Resolves once the engine waits, where it says so (Docker sends the answer's head at once). */
  async begin(): Promise<void> {
    const answer = this.api.stream({
      method: 'POST',
      path: `/containers/${this.id}/wait`,
      query: { condition: this.condition() },
      signal: this.abort.signal,
      what: 'Wait for the container',
    });
    this.waiting = answer
      .then(async (stream) => {
        let text = '';
        for await (const chunk of stream as AsyncIterable<Buffer>) text += chunk.toString();
        return (JSON.parse(text) as { readonly StatusCode: number }).StatusCode;
      })
      .catch(() => null);
    if (!this.api.isPodman) await answer;
  }

  /** After the output's end: the container ended, or the caller left it with the detach keys. */
  async end(): Promise<SessionEnd> {
    const container = await this.api
      .json<ContainerAnswer>({
        method: 'GET',
        path: `/containers/${this.id}/json`,
        what: 'Inspect the container',
      })
      .catch(() => null);
    if (container === null) return { kind: 'exited', exitCode: (await this.waiting) ?? 0 };
    const { State } = container;
    if (!State.Running) return { kind: 'exited', exitCode: State.ExitCode };
    // The output may end a moment before the process is known to have.
    const soon = new Promise<'later'>((resolve) => setTimeout(resolve, 1500, 'later').unref());
    const code = await Promise.race([this.waiting, soon]);
    if (code === 'later' || code === null) return { kind: 'detached' };
    return { kind: 'exited', exitCode: code };
  }

  dispose(): void {
    this.abort.abort();
  }

  private condition(): string {
    if (!this.starts) return 'not-running';
    return this.removesItself && !this.api.isPodman ? 'removed' : 'next-exit';
  }
}
