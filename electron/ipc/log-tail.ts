import { StringDecoder } from 'node:string_decoder';

/** Keeps the last characters of a container's two output streams, each decoded on its own. */
export class LogTail {
  private readonly decoders = {
    stdout: new StringDecoder('utf8'),
    stderr: new StringDecoder('utf8'),
  };
  private parts: string[] = [];
  private length = 0;

  constructor(private readonly limit: number) {}

  write(stream: 'stdout' | 'stderr', data: Buffer): void {
    this.append(this.decoders[stream].write(data));
  }

  /** What came since the last call, at most the limit's worth of its end. */
  take(): string {
    const text = this.parts.join('');
    this.parts = [];
    this.length = 0;
    return text.length > this.limit ? text.slice(-this.limit) : text;
  }

  end(): string {
    this.append(this.decoders.stdout.end());
    this.append(this.decoders.stderr.end());
    return this.take();
  }

  private append(text: string): void {
    if (text === '') return;
    this.parts.push(text);
    this.length += text.length;
    // Joined only at twice the limit, so that a long log costs a copy per megabyte, not per line.
    if (this.length < this.limit * 2) return;
    const kept = this.parts.join('').slice(-this.limit);
    this.parts = [kept];
    this.length = kept.length;
  }
}
